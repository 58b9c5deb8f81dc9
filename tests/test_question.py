"""Questions, read: what kind of answer they want, of whom, in which words, slips mended."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from test_naming import in_place, producer

from origin_qa.answer.assistant import Assistant
from origin_qa.answer.naming import Names
from origin_qa.answer.question import QuestionReader, written_out
from origin_qa.answer.vocabulary import CorpusWords
from origin_qa.answer.wanted import wanted
from origin_qa.attributes import fold


@pytest.fixture(scope="module")
def words(assistant: Assistant) -> CorpusWords:
    return CorpusWords(assistant.index)


@pytest.fixture(scope="module")
def reader(assistant: Assistant, words: CorpusWords) -> QuestionReader:
    names = Names(assistant.index.profiles, words.lowercase)
    return QuestionReader(names, words.all, assistant.index.is_word)


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("How many members are there?", "number"),
        ("¿Cuántos socios tiene?", "number"),
        ("What percentage are women?", "share"),
        ("When is the harvest?", "time"),
        ("Since which year is it certified?", "time"),
        ("Wann wird geerntet?", "time"),
        ("Who runs it?", "person"),
        ("Where does it lie?", "place"),
        ("Which port do they use?", "place"),
        ("Why do they use nets?", "reason"),
        ("How is it dried?", "manner"),
        ("Is it washed?", "yes_no"),
        ("What did Claudine Mukamana say?", "quote"),
        ("Which language do they speak?", "any"),
        ("Tell me about the bridge.", "any"),
    ],
)
def test_the_kind_of_answer(question: str, kind: str) -> None:
    assert wanted(fold(question)) == kind


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("How long does it dry?", "duration"),
        ("Within what time must it be there?", "duration"),
        ("What price do they pay for cherries?", "money"),
        ("What did the premium pay for?", "any"),
        ("Could you tell me how the fermentation works?", "manner"),
        ("There is no coast, so how do they ship?", "manner"),
        ("How do they get it out when there is no road?", "manner"),
        ("What made them found it?", "reason"),
    ],
)
def test_what_stands_around_a_question_does_not_change_what_it_wants(question: str, kind: str) -> None:
    assert wanted(fold(question)) == kind


def test_names_are_set_apart_from_what_is_asked(reader: QuestionReader) -> None:
    question = reader.read("How high does the Union des Caféiculteurs de la Vallée Sumbira grow its coffee?")
    assert question.named == ("sumbira",)
    assert "vallee" not in question.masked.split()
    assert not {"sumbira", "vallee", "union"} & set(question.content)
    assert question.cues[0].attribute == "altitude"


def test_examples_make_words_known_but_no_names() -> None:
    plain = QuestionReader(Names({}, frozenset()), frozenset(), lambda _: False)
    assert plain.is_known("planters")
    assert not plain.is_known("yirgacheffe")


def test_a_place_is_left_standing_where_a_name_is_not(reader: QuestionReader) -> None:
    names = Names(
        {"hill": in_place(producer("hill", "Hill Station", "Vietnam"), "region", "Lam Dong")}, frozenset()
    )
    question = QuestionReader(names, frozenset(), lambda _: True).read(
        "where does the water in Lam Dong come from"
    )
    assert question.named == ("hill",)
    assert question.masked == "where does the water in lam dong come from"


@pytest.mark.parametrize(
    ("slip", "meant"),
    [
        ("wich port dos Sumbira exprt from", "export"),
        ("wen is the harvset", "harvest"),
        ("how many delgates are there", "delegates"),
        ("which prot is it", "port"),
        ("how many delegates hav they", "have"),
    ],
)
def test_slips_are_mended(reader: QuestionReader, slip: str, meant: str) -> None:
    assert meant in reader.read(slip).tokens


@pytest.mark.parametrize(
    ("question", "names", "rare"),
    [
        ("what do youngsters do with herbicide at Sumbira", set(), True),
        ("what does Herbicide do at Sumbira", {"herbicide"}, False),
        ("does Sumbira sell to lavazza", {"lavazza"}, False),
        ("which port does Sumbira ship from", set(), False),
        ("¿vende la cooperativa de Sumbira herbicide?", set(), False),
    ],
)
def test_a_rare_english_word_is_no_name(
    reader: QuestionReader, words: CorpusWords, question: str, names: set[str], rare: bool
) -> None:
    read = reader.read(question)
    assert words.names_in(read, reader) == names
    assert words.has_rare_word(read, reader) is rare


def test_right_words_are_left_alone(reader: QuestionReader) -> None:
    question = reader.read("Do the neighbours carry cherries over mountains at night?")
    assert question.tokens == tuple(fold(question.text).split())


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("When was Kanda founded?", "en"),
        ("¿Cuándo se fundó la cooperativa?", "es"),
        ("Wie viele Mitglieder hat die Genossenschaft?", "de"),
        ("Combien de membres sont dans la coopérative ?", "fr"),
        ("Quantos membros tem a cooperativa e qual é a sua altitude?", "pt"),
        ("Sumbira", "en"),
    ],
)
def test_the_language(reader: QuestionReader, question: str, language: str) -> None:
    assert reader.read(question).language == language


def test_the_year_that_is_asked_about(reader: QuestionReader) -> None:
    assert reader.read("How many members did Kanda have in 2014?").year == 2014
    assert reader.read("Does Kanda have 2,014 members?").year is None


@settings(max_examples=60)
@given(st.text(max_size=120))
@example("MASL btw")
def test_whatever_is_typed_is_read(reader: QuestionReader, text: str) -> None:
    question = reader.read(text)
    assert question.text == text
    assert len(question.tokens) == len(written_out(text))
    assert set(question.content) <= set(question.tokens)
    assert all(0 <= mention.start < mention.end <= len(question.tokens) for mention in question.mentions)

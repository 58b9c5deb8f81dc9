"""The folded words, in five languages, by which `subject` tells whom a clause is about."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


BODIES = _words(
    """coop cooperative cooperatives organization organisation union unions association associations consortium
    society societies federation central cooperativa organizacion consorcio asociacion genossenschaft
    kooperative group company factory station stations estate verband verein federacion confederacion
    cooperativas groupement associacao uniao federacao organizacao asociaciones"""
)
"""Words for an organisation that can be the producer, `co-op` written as one word."""
OWN_WORDS = BODIES | _words(
    """farmers growers producers members membership women families households smallholders beekeepers
    neighbours farms farm plots plot gardens fields slopes terraces coffee cherries harvest harvesting
    picking parchment trees bushes plantation plantations we us nosotros socios socias productores
    familias fincas parcelas mitglieder bauern familien wir membres producteurs familles membros
    produtores agricultores"""
)
OTHERS_WORDS = _words(
    """school schools clinic clinics hospital hospitals foundation bank banks programme programmes program
    programs project projects mill mills laboratory lab labs shop shops brand brands fund funds scheme
    initiative park parks road bridge network committee committees youth choir club museum roastery
    roaster roasters university universities institute institutes ministry government state parish
    church army court police city cities town towns capital port ports harbour river lake sea ocean
    mountain mountains volcano volcanoes summit summits pass forest border country countries nation
    world region regions province provinces district districts county counties department departments
    owner owners dealer dealers trader traders exporter exporters importer importers buyer buyers
    middleman middlemen merchant merchants customer customers visitor visitors tourist tourists guests
    neighbour neighbor rival rivals competitors escuela ciudad puerto pais gobierno schule stadt hafen
    regierung ecole ville pays gouvernement escola cidade porto governo ciudades provincia comprador
    compradores exportador exportadores exportadora visitantes clientes dueno propietario propietarios
    vecino vecinos mundo montana volcan rio lago besitzer exporteur exporteure handler kunden besucher
    nachbar nachbarn welt provinz vulkan berg fluss dachverband proprietaire exportateur exportateurs
    acheteur acheteurs clients voisin voisins monde montagne fleuve lac proprietario comerciante
    comerciantes vizinho vizinhos montanha vulcao"""
)
OTHER_MODIFIERS = _words(
    """regional national international neighbouring neighboring another other others rival larger largest large
    bigger biggest next nearby umbrella parent sister apex each most few several research experimental
    weather police petrol bus railway mining oil tea cement road regionale regionaler nacional nationale
    nationaler vecina vecinas otra otras otro otros andere anderer nachste benachbarte benachbarter
    autre autres voisine voisines outra outras outro outros vizinha vizinhas"""
)
"""Before a word for an organisation these make it another one than the producer."""
PREPOSITIONS = _words(
    """in at of from near to by with for above below beneath around on onto outside behind beside through down
    up across between under over along into within since until off without against per among like beyond
    throughout en de del desde por para con von bei aus mit im am zum dans du des chez em do da no na"""
)
VERBS = _words(
    """is are was were has have had will can may must does do did lies lie stands stand es son tiene ist sind
    hat est sont tem sao"""
)
PRONOUNS = _words("it they he she")
OURSELVES = _words("we us nosotros wir")
ARTICLES = _words("the a an its our their whole nearby el la los las der die das den dem le les o os as")
PARTICLES = _words("de del la las los do da dos y e")
NO_NAMES = _words(
    """fairtrade fair trade arabica robusta organic premium january february march april may june july august
    september october november december christmas easter today general assembly annual board council
    executive"""
)
IN_ENGLISH = {
    "fondo": "fund", "comite": "committee", "fundacion": "foundation", "fundacao": "foundation", "red": "network",
    "rede": "network", "proyecto": "project", "projeto": "project", "instituto": "institute",
}  # fmt: skip
"""What a producer whose name has the word may be called in English: `the fund` is Fondo Miravalle."""

"""The online story: a question is understood, facts and passages are weighed, an answer is composed."""

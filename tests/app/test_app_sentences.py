from steadymesh.model import LinkState
from steadymesh.words import LANGUAGES, has_own


def test_every_state_of_the_link_has_a_sentence_for_the_service_manager():
    for language in LANGUAGES:
        for state in LinkState:
            assert has_own(f"service-{state.value}", language), (state, language)

from hypothesis import given
from hypothesis import strategies as st

from dagbook.versions.parts import Fingerprint, Part
from dagbook.versions.stored import pack, unpack

words = st.text(max_size=5)
sources = st.none() | st.sampled_from(["def f(): ...\n", "", "def g(): ...\n"])
parts = st.builds(Part, words, st.sampled_from(["function", "value"]), words, sources, words)
fingerprints = st.builds(
    Fingerprint, st.none() | words, sources, st.lists(parts).map(tuple), st.lists(words).map(tuple)
)


@given(fingerprints)
def test_a_stored_fingerprint_comes_back(fingerprint):
    assert unpack(pack(fingerprint)) == fingerprint


def test_two_fingerprints_with_one_helper_have_its_texts_in_common():
    helper = Part("clean", "function", "a", "def clean(): ...\n", "x.py:1")
    one, two = (
        pack(Fingerprint(name, None, (Part(name, "function", name), helper))) for name in "fg"
    )
    assert len(set(one.texts) & set(two.texts)) == 2

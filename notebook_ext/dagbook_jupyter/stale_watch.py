"""Says what a cell made stale, and what the assets that it defines depend on unseen."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from time import perf_counter
from typing import Protocol

from dagbook.authoring.live_definitions import LiveDefinitions
from dagbook.model.asset_key import AssetKey
from dagbook_jupyter.change_words import risk_lines, stale_line

MOST_SECONDS = 0.2
"""So long may looking for what a cell made stale take; a person would wait for more."""

SLOW = (
    "Looking at all that the assets read takes {:.1f} s, so cells do not say any more what they "
    "make stale; %assets does."
)


class Statuses(Protocol):
    """What is asked of the session."""

    @property
    def live(self) -> LiveDefinitions:
        """What is defined now."""

    def moment(self) -> object:
        """Return what differs once anything ran or was defined."""

    def stale_keys(self) -> frozenset[AssetKey]:
        """Return which live assets are out of date."""

    def stale_reasons(
        self, keys: Iterable[AssetKey]
    ) -> tuple[Mapping[str, Sequence[AssetKey]], Sequence[AssetKey]]:
        """Return why *keys* are: by reasons of their own, and because of what they read."""

    def risks(self, keys: Iterable[AssetKey]) -> Mapping[AssetKey, Sequence[str]]:
        """Return what each of *keys* depends on that is not tracked."""


class StaleWatch:
    """Remembers what was stale and what was said.

    Args:
        statuses: The session.
        say: Prints a line under the cell that runs.
        notes: What else is to be said after something became stale.
        clock: Seconds, for how long looking takes.
    """

    def __init__(
        self,
        statuses: Statuses,
        say: Callable[[str], None],
        notes: Callable[[], Iterable[str]] = tuple,
        clock: Callable[[], float] = perf_counter,
    ) -> None:
        self._statuses = statuses
        self._say = say
        self._notes = notes
        self._clock = clock
        self._known: tuple[object, frozenset[AssetKey]] = (None, frozenset())
        self._risks: dict[AssetKey, tuple[str, ...]] = {}
        self._is_slow = False
        self._took = 0.0

    def begin(self) -> None:
        """Note what is stale as a cell begins; known from the last one when nothing ran since."""
        moment = self._statuses.moment()
        if not self._is_slow and self._known[0] != moment:
            self._known = moment, self._stale()

    def end(self, cell: str) -> None:
        """Say what *cell*, which defines no assets, made stale: by a helper, a global, a file."""
        if self._is_slow or not self._statuses.live.snapshot().assets:
            return
        moment, before = self._known
        now = self._stale()
        self._known = self._statuses.moment(), now
        came = now - before
        new = [key for key in self._statuses.live.snapshot().origins if key in came]
        # What ran in the cell itself said what it did.
        if new and self._known[0] == moment:
            self._say(stale_line(*self._statuses.stale_reasons(new), cell))
            for line in self._notes():
                self._say(line)

    def know(self, stale: Iterable[AssetKey]) -> None:
        """Take over what is stale now from who has just looked."""
        self._known = self._statuses.moment(), frozenset(stale)

    def defined(self, keys: Sequence[AssetKey]) -> None:
        """Say what is new among what *keys*, just defined, depend on and nothing tracks."""
        self._is_slow, self._took = False, 0.0
        risks = {key: tuple(said) for key, said in self._statuses.risks(keys).items()}
        new = {
            key: [each for each in said if each not in self._risks.get(key, ())]
            for key, said in risks.items()
        }
        self._risks.update(risks)
        for line in risk_lines(new):
            self._say(line)

    def _stale(self) -> frozenset[AssetKey]:
        """Return what is stale, and see how long that takes."""
        began = self._clock()
        found = self._statuses.stale_keys()
        took = self._clock() - began
        # Once may be the machine's doing; twice in a row is what it takes.
        self._is_slow = took > MOST_SECONDS < self._took
        self._took = took
        if self._is_slow:
            self._say(SLOW.format(took))
        return found

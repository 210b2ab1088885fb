// Two quiet buttons: take the last value back, forget all of it. The kernel asks before it does.

import { plural } from "./format";
import { count } from "./ranges";
import type { Store } from "./store";
import { Button } from "./ui";
import type { Ranges } from "./types";

interface Props {
  store: Store;
  asset: string;
  /** Which partitions; none means the whole asset. */
  ranges?: Ranges;
}

export function Forget({ store, asset, ranges = [] }: Props) {
  const chosen = ranges.length > 0 ? `${plural(count(ranges), "partition")} of ` : "";
  const last = chosen || "what the last run made of ";
  return (
    <span class="dgb-forget">
      <Button
        look="quiet"
        title={`Go back to the value before, for ${last}${asset}`}
        aria-label={chosen ? `Undo ${chosen}${asset}` : `Undo last run of ${asset}`}
        onClick={() => store.wishes.forget(asset, "undo", ranges)}
      >
        {chosen ? "Undo" : "Undo last run"}
      </Button>
      <Button
        look="quiet"
        title={`Forget the values of ${chosen}${asset} and free their disk`}
        aria-label={`Wipe ${chosen}${asset}`}
        onClick={() => store.wishes.forget(asset, "wipe", ranges)}
      >
        Wipe
      </Button>
    </span>
  );
}

// Numbers of unknown size, as a person reads them.

import { number } from "./format";

export const plain = (value: number): string =>
  Number.isInteger(value) ? number(value) : String(Number(value.toPrecision(6)));

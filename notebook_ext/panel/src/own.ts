// Names are the user's: an asset may be called `constructor`, which every object has.

/** What *record* itself holds under a name; not what all objects inherit. */
export const own = <T>(record: Readonly<Record<string, T>> | undefined | null, name: string): T | undefined =>
  record && Object.hasOwn(record, name) ? record[name] : undefined;

type Version = { numbers: number[]; prerelease: string[] };

/** @returns undefined if the text is not a semantic version */
function parse(text: string): Version | undefined {
  const match =
    /^v?(\d{1,9})\.(\d{1,9})\.(\d{1,9})(?:-([\w.-]{1,63}))?(?:\+[\w.-]+)?$/.exec(
      text,
    );
  return match === null
    ? undefined
    : {
        numbers: match.slice(1, 4).map(Number),
        prerelease: match[4]?.split('.') ?? [],
      };
}

/** By https://semver.org, section 11. */
function compare(one: Version, other: Version): number {
  for (const [index, number] of one.numbers.entries()) {
    if (number !== other.numbers[index]) return number - other.numbers[index];
  }
  if (one.prerelease.length === 0 || other.prerelease.length === 0) {
    return other.prerelease.length - one.prerelease.length;
  }
  for (const [index, part] of one.prerelease.entries()) {
    const difference = comparePart(part, other.prerelease[index]);
    if (difference !== 0) return difference;
  }
  return one.prerelease.length - other.prerelease.length;
}

function comparePart(one: string, other: string | undefined): number {
  if (other === undefined) return 1;
  if (one === other) return 0;
  const isNumber = (text: string) => /^\d+$/.test(text);
  if (isNumber(one) && isNumber(other)) return Number(one) - Number(other);
  if (isNumber(one) !== isNumber(other)) return isNumber(one) ? -1 : 1;
  return one < other ? -1 : 1;
}

/** Whether a text is a semantic version, such as `1.2.0`. */
export function isVersion(text: string): boolean {
  return parse(text) !== undefined;
}

/** Semantic versions, the oldest one first, and how they compare with the latest one of the golden path. */
export type Versions = {
  sorted: string[];
  /** Older than the latest one. Empty if that is not known. */
  older: string[];
  /** The latest one, or newer. Empty if it is not known. */
  current: string[];
};

/**
 * Sorts the texts that are semantic versions. The others are left out: nothing shows whether they are older.
 * @param latest - the latest version of the golden path. Not that of a service: any stack can have any version in its outputs
 */
export function sortVersions(
  texts: readonly string[],
  latest: string | undefined,
): Versions {
  const versions = texts
    .flatMap(text => {
      const version = parse(text);
      return version ? [{ text, version }] : [];
    })
    .sort((one, other) => compare(one.version, other.version));
  const limit = latest === undefined ? undefined : parse(latest);
  const withOrder = (isWanted: (order: number) => boolean) =>
    versions
      .filter(({ version }) => limit && isWanted(compare(version, limit)))
      .map(({ text }) => text);
  return {
    sorted: versions.map(({ text }) => text),
    older: withOrder(order => order < 0),
    current: withOrder(order => order >= 0),
  };
}

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

/**
 * The semantic versions among the texts, the oldest one first, and those of them that are older than the newest release. Texts
 * that are not versions are left out: nothing shows that they are older. A pre-release does not make others old.
 */
export function sortVersions(texts: readonly string[]): {
  sorted: string[];
  older: string[];
  latest?: string;
} {
  const versions = texts
    .flatMap(text => {
      const version = parse(text);
      return version ? [{ text, version }] : [];
    })
    .sort((one, other) => compare(one.version, other.version));
  const latest = versions.findLast(
    ({ version }) => version.prerelease.length === 0,
  );
  return {
    sorted: versions.map(({ text }) => text),
    older: versions
      .filter(({ version }) => latest && compare(version, latest.version) < 0)
      .map(({ text }) => text),
    latest: latest?.text,
  };
}

/** Parts of a region's name in the ID of a zone: `ap-southeast-2` is `apse2`. */
const directions: Record<string, string> = {
  north: 'n',
  south: 's',
  east: 'e',
  west: 'w',
  central: 'c',
  northeast: 'ne',
  northwest: 'nw',
  southeast: 'se',
  southwest: 'sw',
};

/**
 * The ID of an Availability Zone, which is the same in every account: `euc1-az1` for `eu-central-1a`. In AWS, the order
 * differs between accounts.
 */
export function zoneId(zone: string): string {
  const [, area, direction, number, letter] =
    /^([a-z]+)-(?:.*-)?([a-z]+)-(\d)([a-z])$/.exec(zone) ?? [];
  if (!area) return zone;
  const index = letter.charCodeAt(0) - 'a'.charCodeAt(0) + 1;
  return `${area}${directions[direction] ?? direction[0]}${number}-az${index}`;
}

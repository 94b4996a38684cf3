import { sortVersions } from './versions';

describe('sortVersions', () => {
  it('sorts by semantic version, not by text', () => {
    expect(
      sortVersions(['0.10.0', '0.9.0', '1.0.0', '1.0.0-rc.2', '1.0.0-rc.10']),
    ).toEqual({
      sorted: ['0.9.0', '0.10.0', '1.0.0-rc.2', '1.0.0-rc.10', '1.0.0'],
      older: ['0.9.0', '0.10.0', '1.0.0-rc.2', '1.0.0-rc.10'],
      latest: '1.0.0',
    });
  });

  it.each([
    ['1.0.0-alpha', '1.0.0-alpha.1'],
    ['1.0.0-alpha.1', '1.0.0-alpha.beta'],
    ['1.0.0-alpha.beta', '1.0.0-beta'],
    ['1.0.0-2', '1.0.0-alpha'],
    ['2.1.9', '2.2.0'],
  ])('%s is older than %s', (older, newer) => {
    expect(sortVersions([newer, older]).sorted).toEqual([older, newer]);
  });

  it('compares with the newest release, not with a pre-release', () => {
    expect(sortVersions(['1.0.0', '1.1.0', '2.0.0-rc.1'])).toMatchObject({
      older: ['1.0.0'],
      latest: '1.1.0',
    });
    expect(sortVersions(['2.0.0-rc.1', '2.0.0-rc.2'])).toMatchObject({
      older: [],
      latest: undefined,
    });
  });

  it('does not call an unknown text or the same version older', () => {
    expect(
      sortVersions(['main', '1.0.0', 'v1.0.0', '1.0.0+build']).older,
    ).toEqual([]);
    expect(sortVersions(['main'])).toEqual({
      sorted: [],
      older: [],
      latest: undefined,
    });
  });
});

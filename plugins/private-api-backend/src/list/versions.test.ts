import { sortVersions } from './versions';

describe('sortVersions', () => {
  it('sorts by semantic version, not by text', () => {
    expect(
      sortVersions(
        ['0.10.0', '0.9.0', '1.0.0', '1.0.0-rc.2', '1.0.0-rc.10'],
        '1.0.0-rc.10',
      ),
    ).toEqual({
      sorted: ['0.9.0', '0.10.0', '1.0.0-rc.2', '1.0.0-rc.10', '1.0.0'],
      older: ['0.9.0', '0.10.0', '1.0.0-rc.2'],
      current: ['1.0.0-rc.10', '1.0.0'],
    });
  });

  it.each([
    ['1.0.0-alpha', '1.0.0-alpha.1'],
    ['1.0.0-alpha.1', '1.0.0-alpha.beta'],
    ['1.0.0-alpha.beta', '1.0.0-beta'],
    ['1.0.0-2', '1.0.0-alpha'],
    ['2.1.9', '2.2.0'],
  ])('%s is older than %s', (older, newer) => {
    expect(sortVersions([newer, older], newer)).toEqual({
      sorted: [older, newer],
      older: [older],
      current: [newer],
    });
  });

  it('compares with the latest version of the golden path, not with that of a service', () => {
    expect(sortVersions(['0.9.0', '1.0.0', '99.0.0'], '1.0.0')).toMatchObject({
      older: ['0.9.0'],
      current: ['1.0.0', '99.0.0'],
    });
  });

  it('compares with nothing if the latest version is not known', () => {
    expect(sortVersions(['0.9.0', '99.0.0'], undefined)).toEqual({
      sorted: ['0.9.0', '99.0.0'],
      older: [],
      current: [],
    });
  });

  it('does not call an unknown text or the same version older', () => {
    expect(
      sortVersions(['main', '1.0.0', 'v1.0.0', '1.0.0+build'], '1.0.0'),
    ).toMatchObject({ older: [], current: ['1.0.0', 'v1.0.0', '1.0.0+build'] });
    expect(sortVersions(['main'], '1.0.0')).toEqual({
      sorted: [],
      older: [],
      current: [],
    });
  });
});

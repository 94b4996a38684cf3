import { isFiltered, parseState, queryOfState, searchOf } from './urlState';

const parse = (text: string) => parseState(new URLSearchParams(text));

describe('the state of the dashboard in the URL', () => {
  it.each([
    '',
    'search=ord%26ers&state=down&state=exposed',
    'owner=group%3Adefault%2Fa&owner=&system=s&environment=dev',
    'version=0.1.0&version=&behind=true&certificate=0',
    'sort=since&order=desc&limit=50&group=owner&cursor=abc',
  ])('is the same after it was read from "%s"', text => {
    expect(searchOf(parse(text)).toString()).toBe(text);
  });

  it('ignores values that are not valid', () => {
    const state = parse(
      'state=melting&sort=color&order=up&limit=1000000&group=color&certificate=5&behind=1&search=',
    );
    expect(searchOf(state).toString()).toBe('');
    expect(isFiltered(state)).toBe(false);
  });

  it('becomes a request', () => {
    expect(
      queryOfState(parse('state=up&certificate=14&group=owner&sort=p95')),
    ).toMatchObject({
      state: ['up'],
      certificateWithinDays: 14,
      sort: 'p95',
      order: 'asc',
      limit: 20,
    });
    expect(isFiltered(parse('certificate=0'))).toBe(true);
  });
});

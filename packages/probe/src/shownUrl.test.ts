import { shownUrl } from './shownUrl';

describe('shownUrl', () => {
  it.each([
    ['https://user:hunter2@a.internal/x?y=1', 'https://****@a.internal/x?y=1'],
    ['https://hunter2@a.internal', 'https://****@a.internal/'],
    ['https://:hunter2@a.internal/', 'https://****@a.internal/'],
    ['http://user:hun@ter2@proxy:3128', 'http://****@proxy:3128/'],
    ['postgres://user:hunter2@db:5432/x', 'postgres://****@db:5432/x'],
    // Texts that are not URLs, or not the intended ones.
    ['user:hunter2@proxy:3128', '****@proxy:3128'],
    ['https:/user:hunter2@a.internal/', 'https:/****@a.internal/'],
    ['https:\\\\user:hunter2@a.internal/', 'https:\\\\****@a.internal/'],
    ['http://user:hunter2@proxy:port', 'http://****@proxy:port'],
    ['http://user:hun/ter2@proxy:3128', 'http://****@proxy:3128'],
    ['http://user:hun#ter2@proxy:3128', 'http://****@proxy:3128'],
    ['http://user:hun ter2@proxy host', 'http://****@proxy host'],
    [' HTTPS://user:hunter2@', ' HTTPS://****@'],
    // Query parameters.
    [
      'https://a.internal/?token=hunter2&x=1',
      'https://a.internal/?token=****&x=1',
    ],
    [
      'https://b.s3.amazonaws.com/k?X-Amz-Signature=hunter2',
      'https://b.s3.amazonaws.com/k?X-Amz-Signature=****',
    ],
    ['/login?state=1&code=hunter2#x', '/login?state=1&code=****#x'],
    [
      'https://a.internal/#access_token=hunter2&x=1',
      'https://a.internal/#access_token=****&x=1',
    ],
    [
      'https://a.internal/?pass=hunter2&pw=hunter2',
      'https://a.internal/?pass=****&pw=****',
    ],
    // A URL in a parameter.
    [
      'https://a.internal/?to=https://user:hunter2@b/x',
      'https://a.internal/?to=https://****@b/x',
    ],
    [
      'https://a.internal/?to=https%3A%2F%2Fuser%3Ahunter2%40b&x=1',
      'https://a.internal/?to=https%3A%2F%2F****%40b&x=1',
    ],
    // The `@` or the host is missing.
    ['http://user:hunter2', 'http://user:****'],
    ['http://user:hunter2%40proxy:3128/x', 'http://user:****/x'],
  ])('shows %j as %j', (url, shown) => {
    expect(shownUrl(url)).toBe(shown);
  });

  it.each([
    'https://a.internal:8443/health?depth=2',
    'https://a.internal:8443',
    'http://[fd00::1]:8080/x',
    'https://a.internal/?to=https%3A%2F%2Fb%2Fx%40y',
    'https://a.internal/x#section-2',
    'https://a.internal/@scope/package',
    'component:default/orders',
    'nonsense',
    '',
  ])('does not change %j', url => {
    expect(shownUrl(url)).toBe(url);
  });
});

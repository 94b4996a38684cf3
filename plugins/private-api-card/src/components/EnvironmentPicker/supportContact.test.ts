import { mockApis } from '@backstage/test-utils';
import { supportContact } from './supportContact';

const url = 'https://support.acme.example';

it.each([
  [undefined, undefined],
  [
    { url, items: [] },
    { url, title: url },
  ],
  [
    { url, items: [{ title: 'Slack', links: [] }] },
    { url, title: 'Slack' },
  ],
  [
    { url, items: [{ title: 'Slack', links: [{ url: `${url}/a` }] }] },
    { url: `${url}/a`, title: 'Slack' },
  ],
  [
    {
      url,
      items: [
        { title: 'Slack', links: [{ url: 'slack://a', title: '#platform' }] },
      ],
    },
    undefined,
  ],
  [
    {
      url,
      items: [
        {
          title: 'Chat',
          links: [{ url: 'mailto:platform@acme.example', title: 'Platform' }],
        },
      ],
    },
    { url: 'mailto:platform@acme.example', title: 'Platform' },
  ],
])('of app.support %j is %j', (support, expected) => {
  const config = mockApis.config({ data: support ? { app: { support } } : {} });
  expect(supportContact(config)).toEqual(expected);
});

import { renderInTestApp } from '@backstage/frontend-test-utils';
import { EntityProvider } from '@backstage/plugin-catalog-react';
import { signalApiRef } from '@backstage/plugin-signals-react';
import type { HealthView } from '@private-serverless/backstage-plugin-private-api-common';
import { act, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { Profiler } from 'react';
import { orders, targetId, views } from '../../../dev/fixtures';
import { apiWith } from '../../__testUtils__/apiWith';
import { rejection } from '../../__testUtils__/rejection';
import { type PrivateApiApi, privateApiApiRef } from '../../api/PrivateApiApi';
import { HealthCard } from './HealthCard';
import { SLOW_POLL_MS } from '../usePolled';
import { POLL_MS } from './useHealth';

function render(api: Partial<PrivateApiApi>, entity = orders) {
  const complete = apiWith({
    ...api,
  });
  renderInTestApp(
    <EntityProvider entity={entity}>
      <HealthCard />
    </EntityProvider>,
    { apis: [[privateApiApiRef, complete]] },
  );
}

/** The card after its first response. */
async function renderView(view: HealthView, api: Partial<PrivateApiApi> = {}) {
  render({ health: async () => view, ...api });
  await waitFor(() =>
    expect(screen.queryByText('Loading health…')).not.toBeInTheDocument(),
  );
  return screen.findByRole('region', { name: 'Private API' });
}

const greenMarks = (card: HTMLElement) =>
  card.querySelectorAll('[data-tone="success"]').length;

describe('HealthCard', () => {
  it('shows a loading text without green marks until the first response', async () => {
    render({ health: () => new Promise(() => {}) });
    const card = await screen.findByRole('region', { name: 'Private API' });
    expect(within(card).getByText('Loading health…')).toBeInTheDocument();
    expect(greenMarks(card)).toBe(0);
  });

  it('shows the state, the path, the durations and the vantage', async () => {
    const card = await renderView(views.up);
    expect(card).toHaveTextContent('✓Up, private · since');
    expect(card).toHaveTextContent('(9 days)');
    const path = within(card).getByRole('list', { name: 'Network path' });
    expect(
      within(path)
        .getAllByRole('button')
        .map(button => button.getAttribute('aria-label')),
    ).toEqual([
      'DNS 2.1 ms, OK',
      'VPC endpoint 11 ms, OK',
      'API, OK',
      'Function 41 ms, OK',
    ]);
    expect(card).toHaveTextContent('Latency 55 ms');
    expect(card).toHaveTextContent('Certificate expires in 61 days');
    expect(card).toHaveTextContent('from Dev VPC');
    expect(
      within(card).getByRole('list', { name: 'Phases of the latest probe' }),
    ).toHaveTextContent('DNS2.1 msTCP3.4 msTLS8 msFirst byte41 ms');
    expect(card).toHaveTextContent('Last 4 probes: 3 healthy, 1 failed');
  });

  it('does not show private if it is not proven', async () => {
    const card = await renderView(views.upNotProven);
    expect(card).toHaveTextContent('✓Up · since');
    expect(card).not.toHaveTextContent('Up, private');
  });

  it('opens the failed hop with its evidence and what to do', async () => {
    const card = await renderView(views.down);
    expect(card).toHaveTextContent('✕Down: Function · since');
    expect(card).toHaveTextContent('(6 min)');
    const hop = within(card).getByRole('button', {
      name: /^Function.*, failed/,
    });
    expect(hop).toHaveAttribute('aria-expanded', 'true');
    expect(card).toHaveTextContent('Function: Status 502, expected 200');
    expect(card).toHaveTextContent(
      'What to do: Check the log of the function.',
    );
  });

  it('opens and closes another hop with the keyboard', async () => {
    const card = await renderView(views.down);
    const user = userEvent.setup();
    const dns = within(card).getByRole('button', { name: /^DNS/ });
    act(() => dns.focus());
    await user.keyboard('{Enter}');
    expect(dns).toHaveAttribute('aria-expanded', 'true');
    expect(card).toHaveTextContent('DNS: Resolves to 10.64.0.12');
    await user.keyboard('{Enter}');
    expect(dns).toHaveAttribute('aria-expanded', 'false');
    expect(card).not.toHaveTextContent('Resolves to');
  });

  it('shows after a failed probe when the next one is due', async () => {
    const card = await renderView(views.suspect);
    expect(card).toHaveTextContent('…Probe failed, retrying: Function');
    expect(card).toHaveTextContent('next probe at');
  });

  it('shows why a service is degraded', async () => {
    const card = await renderView(views.degraded);
    expect(card).toHaveTextContent(
      '!Degraded, private: Certificate expires in 9 days',
    );
  });

  it('shows the six hops of a load balancer, with what AWS reports and when it was read', async () => {
    const card = await renderView(views.albUp);
    const hops = within(
      within(card).getByRole('list', { name: 'Network path' }),
    ).getAllByRole('button');
    expect(hops.map(hop => hop.textContent)).toEqual([
      '✓DNS 2.1 ms',
      '✓Load balancer 11 ms',
      '✓ALB target ',
      '✓VPC endpoint ',
      '✓API ',
      '✓Function 41 ms',
    ]);
    await userEvent.click(hops[2]);
    expect(card).toHaveTextContent(
      'ALB target: Forwarded the request: status 200AWS: 3 of 3 targets are healthy.Reported by AWS, read at',
    );
    expect(card).toHaveTextContent('(18 min)');
  });

  it.each([
    [
      'staleTarget',
      '✕Down: ALB target',
      'ALB target: The ALB sends to 10.0.3.9; the endpoint has 10.0.3.7 and 10.0.4.8.What to do: Run the target sync.',
    ],
    [
      'noListener',
      '✕Down: Load balancer',
      'Load balancer: The load balancer has no listener on port 443. (AWS, at 09:02 UTC)What to do: Deploy the service again.',
    ],
  ] as const)(
    'opens the failed hop with the evidence of AWS once: %s',
    async (name, state, details) => {
      const card = await renderView(views[name]);
      expect(card).toHaveTextContent(state);
      expect(card).toHaveTextContent(details);
      expect(card).toHaveTextContent('Reported by AWS, read at');
      expect(card).not.toHaveTextContent('AWS: The');
    },
  );

  it('offers the command of the advice to copy', async () => {
    const user = userEvent.setup();
    const write = jest.spyOn(navigator.clipboard, 'writeText');
    const card = await renderView(views.staleTarget);
    expect(card).toHaveTextContent(
      'What to do: Run the target sync.aws lambda',
    );
    await user.click(
      within(card).getByRole('button', { name: 'Copy command' }),
    );
    expect(await within(card).findByText('Command copied')).toBeInTheDocument();
    expect(write).toHaveBeenCalledWith(
      expect.stringMatching(
        /^aws lambda invoke --region eu-central-1 .* \/dev\/stdout$/,
      ),
    );
  });

  it('opens a degraded hop, with a mark and a word of its own', async () => {
    const card = await renderView(views.oneDeadTarget);
    const text = '2 of 3 targets are healthy. 10.0.4.8: Target.Timeout';
    expect(card).toHaveTextContent(`!Degraded, private: ${text}`);
    const hop = within(card).getByRole('button', {
      name: 'ALB target, degraded',
    });
    expect(hop).toHaveTextContent('!ALB target');
    expect(hop).toHaveAttribute('aria-expanded', 'true');
    expect(card).toHaveTextContent(`ALB target: ${text}What to do: Check`);
  });

  it('shows the state of a hop that a newer backend reports as unknown', async () => {
    const [target] = views.albUp.targets;
    const [vantage] = target.vantages;
    const card = await renderView({
      ...views.albUp,
      targets: [
        {
          ...target,
          vantages: [
            {
              ...vantage,
              diagnosis: {
                hops: [
                  { hop: 'dns', state: 'melting' as 'ok', evidence: 'Warm' },
                ],
              },
            },
          ],
        },
      ],
    });
    const hop = within(card).getByRole('button', { name: /^DNS.*, unknown/ });
    expect(hop).toHaveTextContent('?DNS');
  });

  it('shows the verdict of the privacy proof, and what exposes the service by it', async () => {
    const card = await renderView(views.notPrivate);
    expect(card).toHaveTextContent(/Privacy proof: ✕Not private *since/);
    expect(card).toHaveTextContent(
      'Exposed: The privacy proof of the live stack is violated. PS06: CallersGroup allows ingress',
    );
  });

  it('shows nothing of the privacy proof until there is one', async () => {
    expect(await renderView(views.up)).not.toHaveTextContent('Privacy proof');
  });

  it('interrupts the screen reader if the service is exposed', async () => {
    const card = await renderView(views.exposed);
    expect(card).toHaveTextContent(
      '◆Exposed: orders.acme.example resolves to the public address 203.0.113.7',
    );
    expect(card).toHaveTextContent('find out who changed the record');
    expect(within(card).getByRole('alert')).toHaveTextContent(
      'This service is exposed',
    );
  });

  it('shows a maintenance window', async () => {
    const card = await renderView(views.maintenance);
    expect(card).toHaveTextContent('‖Maintenance');
  });

  it.each([
    'noData',
    'stale',
    'notBound',
    'failedStack',
    'refused',
    'noAnnotation',
  ] as const)('shows no green mark in an unknown state: %s', async name => {
    const view = views[name];
    const card = await renderView(view);
    expect(card).toHaveTextContent(`?Unknown: ${view.reason?.headline}`);
    expect(card).toHaveTextContent(view.reason!.advice);
    expect(greenMarks(card)).toBe(0);
  });

  it('shows that the vantage cannot check instead of showing the service as down', async () => {
    const card = await renderView(views.blind);
    expect(card).toHaveTextContent('?Unknown: Cannot check from Dev VPC');
    expect(card).toHaveTextContent(
      'Cannot connect to the proxy or port forward',
    );
    expect(card).not.toHaveTextContent('Down');
    expect(greenMarks(card)).toBe(0);
  });

  it('shows the annotation to add if no stack is recorded, without a check button', async () => {
    const card = await renderView(views.noAnnotation);
    expect(card).toHaveTextContent(
      'private-serverless.dev/stack-arn: arn:aws:cloudformation:',
    );
    expect(
      within(card).queryByRole('button', { name: 'Check now' }),
    ).not.toBeInTheDocument();
  });

  it('shows several targets by name', async () => {
    const card = await renderView(views.twoTargets);
    const failed = within(card).getByRole('region', { name: 'orders-dev' });
    const healthy = within(card).getByRole('region', { name: 'orders-prod' });
    expect(failed).toHaveTextContent('Down: Function');
    expect(healthy).toHaveTextContent('Up, private');
    expect(healthy).toHaveTextContent('Production');
  });

  it('shows the vantage with the worst state first and another one on request', async () => {
    const card = await renderView(views.twoVantages);
    expect(
      within(card).getByRole('button', { name: 'Dev VPC, Down' }),
    ).toHaveAttribute('aria-pressed', 'true');
    await userEvent.click(
      within(card).getByRole('button', { name: 'Backstage, Up' }),
    );
    expect(card).toHaveTextContent('from Backstage');
    expect(
      within(card).getByRole('button', { name: /^Function.*, OK/ }),
    ).toBeInTheDocument();
  });

  it('starts a check, shows its result and announces it', async () => {
    const requested: string[] = [];
    const card = await renderView(views.up, {
      checkNow: async ref => {
        requested.push(ref);
        return views.suspect;
      },
    });
    expect(within(card).getByRole('status')).toBeEmptyDOMElement();
    await userEvent.click(
      within(card).getByRole('button', { name: 'Check now' }),
    );
    await within(card).findByRole('button', { name: /^Function.*, failed/ });
    expect(requested).toEqual(['component:default/orders']);
    expect(within(card).getByRole('status')).toHaveTextContent(
      'Check finished: Probe failed, retrying: Function',
    );
  });

  it('keeps its data and shows the reason if a check is rejected', async () => {
    const error = await rejection(429, 'Too many requests. Try again in 7 s');
    const card = await renderView(views.up, {
      checkNow: async () => {
        throw error;
      },
    });
    await userEvent.click(
      within(card).getByRole('button', { name: 'Check now' }),
    );
    expect(
      await within(card).findByText(
        'Failed to run the check: Too many requests. Try again in 7 s',
      ),
    ).toBeInTheDocument();
    expect(card).toHaveTextContent('Up, private');
  });

  it('shows the missing permission', async () => {
    const error = await rejection(403, 'No');
    render({
      health: async () => {
        throw error;
      },
    });
    const card = await screen.findByRole('region', { name: 'Private API' });
    await within(card).findByText(
      'You do not have permission to see the health of this service',
    );
    expect(card).toHaveTextContent('private-api.health.read');
    expect(
      within(card).queryByRole('button', { name: 'Retry' }),
    ).not.toBeInTheDocument();
  });

  it('retries if the health service did not respond', async () => {
    let isResponding = false;
    render({
      health: async () => {
        if (!isResponding) {
          throw new TypeError('Failed to fetch');
        }
        return views.up;
      },
    });
    const card = await screen.findByRole('region', { name: 'Private API' });
    await within(card).findByText('The health service is not responding');
    expect(greenMarks(card)).toBe(0);
    isResponding = true;
    await userEvent.click(within(card).getByRole('button', { name: 'Retry' }));
    await within(card).findByText('Up, private');
    expect(
      within(card).queryByText('The health service is not responding'),
    ).not.toBeInTheDocument();
  });

  it('shows the last 24 hours with coverage and p95 in place of the latest probes', async () => {
    const card = await renderView(views.dayWithOutage);
    expect(card).toHaveTextContent(
      '98.02 % up97.88 % of 24 h observedp95 61 ms',
    );
    expect(card).not.toHaveTextContent('Last 4 probes');
    const strip = within(card).getByRole('slider', { name: 'Last 24 hours' });
    const user = userEvent.setup();
    act(() => strip.focus());
    expect(card).toHaveTextContent('15 of 15 probes healthy');
    await user.keyboard('{Home}');
    expect(strip).toHaveAttribute('aria-valuenow', '0');
    const value = () => strip.getAttribute('aria-valuetext');
    for (const [steps, text] of [
      [40, '12 of 15 probes healthy, http.status'],
      [1, '0 of 15 probes healthy, tcp.timeout'],
      [19, 'inconclusive, the vantage could not check'],
      [1, 'not observed'],
      [9, 'maintenance'],
    ] as const) {
      await user.keyboard(`{ArrowRight>${steps}/}`);
      expect(value()).toContain(text);
      expect(card).toHaveTextContent(text);
    }
    await user.keyboard('{End}{ArrowRight}');
    expect(strip).toHaveAttribute('aria-valuenow', '95');
    await user.keyboard('{ArrowLeft}');
    expect(strip).toHaveAttribute('aria-valuenow', '94');
  });

  it('says that no outage happened only if everything was healthy', async () => {
    const card = await renderView(views.dayUp);
    expect(card).toHaveTextContent('100 % up100 % of 24 h observed');
  });

  it('names the vantages from which a working service fails', async () => {
    const card = await renderView(views.failingFrom);
    expect(card).toHaveTextContent('!Degraded, private: Failing from Dev VPC');
  });

  it('shows what an expected rejection proves', async () => {
    const card = await renderView(views.authorizationEnforced);
    expect(card).toHaveTextContent('✓Up, private: authorization enforced');
  });

  it('shows until when a maintenance window is open', async () => {
    const card = await renderView(views.maintenanceWindow);
    expect(card).toHaveTextContent(/Maintenance until .*\d\d:00:00/);
  });

  it('lists the annotations that are ignored', async () => {
    const card = await renderView(views.problems);
    expect(
      within(card).getByRole('list', { name: 'Ignored annotations' }),
    ).toHaveTextContent(
      '!private-serverless.dev/probe-interval: "5s" is below',
    );
  });

  it('links to the runbooks of the entity, but not to scripts', async () => {
    render(
      {},
      {
        ...orders,
        metadata: {
          ...orders.metadata,
          links: [
            {
              url: 'https://wiki.acme.example/orders',
              type: 'Runbook',
              title: 'Orders on call',
            },
            { url: 'https://wiki.acme.example/other', title: 'Other' },
            // eslint-disable-next-line no-script-url
            { url: 'javascript:alert(1)', type: 'runbook' },
          ],
        },
      },
    );
    const link = await screen.findByRole('link', { name: 'Orders on call' });
    expect(link).toHaveAttribute('href', 'https://wiki.acme.example/orders');
    const links = screen.getByRole('navigation', { name: 'Links' });
    expect(within(links).getAllByRole('link')).toHaveLength(1);
  });

  describe('polling', () => {
    beforeEach(() => jest.useFakeTimers({ advanceTimers: true }));
    afterEach(() => jest.useRealTimers());

    it('keeps the open hop and announces a change of state once', async () => {
      let current: HealthView = views.up;
      const card = await renderView(views.up, { health: async () => current });
      const dns = within(card).getByRole('button', { name: /^DNS/ });
      act(() => dns.click());
      current = views.down;
      await act(async () => jest.advanceTimersByTimeAsync(POLL_MS));
      await within(card).findByText('Down: Function', { selector: 'strong' });
      expect(dns).toHaveAttribute('aria-expanded', 'true');
      expect(within(card).getByRole('status')).toHaveTextContent(
        /^Down: Function$/,
      );
    });

    it('shows the age of its data if the health service stops responding', async () => {
      let isResponding = true;
      const card = await renderView(views.up, {
        health: async () => {
          if (!isResponding) {
            throw new TypeError('Failed to fetch');
          }
          return views.up;
        },
      });
      isResponding = false;
      await act(async () => jest.advanceTimersByTimeAsync(POLL_MS));
      await within(card).findByText('The health service is not responding');
      expect(card).toHaveTextContent('The data shown is from');
      expect(card).toHaveTextContent('Up, private');
    });

    it('renders nothing for a response that did not change', async () => {
      const commits: string[] = [];
      let current: HealthView = views.dayUp;
      let polls = 0;
      renderInTestApp(
        <EntityProvider entity={orders}>
          <Profiler id="card" onRender={(_, phase) => commits.push(phase)}>
            <HealthCard />
          </Profiler>
        </EntityProvider>,
        {
          apis: [
            [
              privateApiApiRef,
              apiWith({
                health: async () => {
                  polls += 1;
                  return current;
                },
              }),
            ],
          ],
        },
      );
      await screen.findByText('Up, private');
      commits.length = 0;
      const before = polls;
      await act(async () => jest.advanceTimersByTimeAsync(3 * POLL_MS));
      expect(polls - before).toBeGreaterThanOrEqual(3);
      expect(commits).toEqual([]);
      current = views.down;
      await act(async () => jest.advanceTimersByTimeAsync(POLL_MS));
      await screen.findByText('Down: Function', { selector: 'strong' });
      expect(commits).not.toEqual([]);
    });

    it('loads on a signal about one of its targets, and then polls less often', async () => {
      let onMessage: (message: object) => void = () => {};
      const signals = {
        subscribe(channel: string, listener: typeof onMessage) {
          expect(channel).toBe('private-api');
          onMessage = listener;
          return { unsubscribe() {} };
        },
      };
      let polls = 0;
      let current: HealthView = views.dayUp;
      const health = async () => {
        polls += 1;
        return current;
      };
      renderInTestApp(
        <EntityProvider entity={orders}>
          <HealthCard />
        </EntityProvider>,
        {
          apis: [
            [privateApiApiRef, apiWith({ health })],
            [signalApiRef, signals as never],
          ],
        },
      );
      await screen.findByText('Up, private');
      const first = polls;
      act(() => onMessage({ targets: ['another'] }));
      await act(async () => jest.advanceTimersByTimeAsync(3 * POLL_MS));
      expect(polls).toBe(first);
      current = views.down;
      act(() => onMessage({ targets: ['another', targetId] }));
      await act(async () => jest.advanceTimersByTimeAsync(1_000));
      await screen.findByText('Down: Function', { selector: 'strong' });
      expect(polls).toBe(first + 1);
      await act(async () =>
        jest.advanceTimersByTimeAsync(SLOW_POLL_MS + POLL_MS),
      );
      expect(polls).toBeGreaterThan(first + 1);
    });
  });
});

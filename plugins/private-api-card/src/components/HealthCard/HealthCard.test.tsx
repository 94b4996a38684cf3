import { ResponseError } from '@backstage/errors';
import { renderInTestApp } from '@backstage/frontend-test-utils';
import { EntityProvider } from '@backstage/plugin-catalog-react';
import type { HealthView } from '@private-serverless/backstage-plugin-private-api-common';
import { act, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { orders, views } from '../../../dev/fixtures';
import { type PrivateApiApi, privateApiApiRef } from '../../api/PrivateApiApi';
import { HealthCard } from './HealthCard';
import { POLL_MS } from './useHealth';

async function refusal(status: number, message: string) {
  return ResponseError.fromResponse(
    new Response(
      JSON.stringify({
        error: { name: 'Error', message },
        response: { statusCode: status },
      }),
      { status, headers: { 'content-type': 'application/json' } },
    ) as never,
  );
}

function render(api: Partial<PrivateApiApi>) {
  const complete: PrivateApiApi = {
    health: async () => views.up,
    checkNow: async () => views.up,
    environments: async () => [],
    leftoverStacks: async () => [],
    ...api,
  };
  renderInTestApp(
    <EntityProvider entity={orders}>
      <HealthCard />
    </EntityProvider>,
    { apis: [[privateApiApiRef, complete]] },
  );
}

/** The card, once it has an answer. */
async function renderView(view: HealthView, api: Partial<PrivateApiApi> = {}) {
  render({ health: async () => view, ...api });
  await waitFor(() =>
    expect(screen.queryByText('Checking…')).not.toBeInTheDocument(),
  );
  return screen.findByRole('region', { name: 'Private API' });
}

const greenMarks = (card: HTMLElement) =>
  card.querySelectorAll('[data-tone="success"]').length;

describe('HealthCard', () => {
  it('says Checking… until the first answer, with nothing green', async () => {
    render({ health: () => new Promise(() => {}) });
    const card = await screen.findByRole('region', { name: 'Private API' });
    expect(within(card).getByText('Checking…')).toBeInTheDocument();
    expect(greenMarks(card)).toBe(0);
  });

  it('shows what works, how fast, and from where', async () => {
    const card = await renderView(views.up);
    expect(card).toHaveTextContent('✓Up, private · since');
    expect(card).toHaveTextContent('(9 d)');
    const path = within(card).getByRole('list', { name: 'Network path' });
    expect(
      within(path)
        .getAllByRole('button')
        .map(button => button.getAttribute('aria-label')),
    ).toEqual([
      'DNS 2.1 ms, works',
      'VPC endpoint 11 ms, works',
      'API, works',
      'Function 41 ms, works',
    ]);
    expect(card).toHaveTextContent('Latency 55 ms');
    expect(card).toHaveTextContent('Certificate 61 d');
    expect(card).toHaveTextContent('from Dev VPC');
    expect(
      within(card).getByRole('list', { name: 'Phases of the latest check' }),
    ).toHaveTextContent('DNS2.1 msTCP3.4 msTLS8 msFirst byte41 ms');
    expect(card).toHaveTextContent('Last 4 checks: 3 good, 1 failed');
  });

  it('does not call private what was not proven', async () => {
    const card = await renderView(views.upNotProven);
    expect(card).toHaveTextContent('✓Up · since');
    expect(card).not.toHaveTextContent('Up, private');
  });

  it('opens the failing hop with its evidence and what to do', async () => {
    const card = await renderView(views.down);
    expect(card).toHaveTextContent('✕Down: Function · since');
    expect(card).toHaveTextContent('(6 min)');
    const hop = within(card).getByRole('button', {
      name: /^Function.*, failed/,
    });
    expect(hop).toHaveAttribute('aria-expanded', 'true');
    expect(card).toHaveTextContent('Function: Status 502, expected 200');
    expect(card).toHaveTextContent("Do: Look at the function's log.");
  });

  it('opens another hop and closes it, with the keyboard', async () => {
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

  it('says after one failed check that it is one, and when it looks again', async () => {
    const card = await renderView(views.suspect);
    expect(card).toHaveTextContent('…One check failed: Function');
    expect(card).toHaveTextContent('next check at');
  });

  it('tells why a service is degraded', async () => {
    const card = await renderView(views.degraded);
    expect(card).toHaveTextContent(
      '!Degraded, private: The certificate ends in 9 d',
    );
  });

  it('interrupts for exposure', async () => {
    const card = await renderView(views.exposed);
    expect(card).toHaveTextContent(
      '◆Exposed: orders.acme.example resolves to public 203.0.113.7',
    );
    expect(card).toHaveTextContent('find out who changed it');
    expect(within(card).getByRole('alert')).toHaveTextContent(
      'This service is exposed',
    );
  });

  it('shows maintenance', async () => {
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
  ] as const)('shows nothing green where nothing is known: %s', async name => {
    const view = views[name];
    const card = await renderView(view);
    expect(card).toHaveTextContent(`?Unknown: ${view.reason?.headline}`);
    expect(card).toHaveTextContent(view.reason!.advice);
    expect(greenMarks(card)).toBe(0);
  });

  it('says that the vantage is blind, not that the service is down', async () => {
    const card = await renderView(views.blind);
    expect(card).toHaveTextContent('?Unknown: Vantage Dev VPC is blind');
    expect(card).toHaveTextContent('The tunnel is silent');
    expect(card).not.toHaveTextContent('Down');
    expect(greenMarks(card)).toBe(0);
  });

  it('shows what to add where no stack is recorded, and offers no check', async () => {
    const card = await renderView(views.noAnnotation);
    expect(card).toHaveTextContent(
      'private-serverless.dev/stack-arn: arn:aws:cloudformation:',
    );
    expect(
      within(card).queryByRole('button', { name: 'Check now' }),
    ).not.toBeInTheDocument();
  });

  it('shows several endpoints, each by its name', async () => {
    const card = await renderView(views.twoTargets);
    const broken = within(card).getByRole('region', { name: 'orders-dev' });
    const good = within(card).getByRole('region', { name: 'orders-prod' });
    expect(broken).toHaveTextContent('Down: Function');
    expect(good).toHaveTextContent('Up, private');
    expect(good).toHaveTextContent('Production');
  });

  it('shows the vantage with the worst news, and others on request', async () => {
    const card = await renderView(views.twoVantages);
    expect(
      within(card).getByRole('button', { name: 'Dev VPC, Down' }),
    ).toHaveAttribute('aria-pressed', 'true');
    await userEvent.click(
      within(card).getByRole('button', { name: 'Backstage, Up' }),
    );
    expect(card).toHaveTextContent('from Backstage');
    expect(
      within(card).getByRole('button', { name: /^Function.*, works/ }),
    ).toBeInTheDocument();
  });

  it('checks now, shows the answer and announces it', async () => {
    const asked: string[] = [];
    const card = await renderView(views.up, {
      checkNow: async ref => {
        asked.push(ref);
        return views.suspect;
      },
    });
    expect(within(card).getByRole('status')).toBeEmptyDOMElement();
    await userEvent.click(
      within(card).getByRole('button', { name: 'Check now' }),
    );
    await within(card).findByRole('button', { name: /^Function.*, failed/ });
    expect(asked).toEqual(['component:default/orders']);
    expect(within(card).getByRole('status')).toHaveTextContent(
      'Checked: One check failed: Function',
    );
  });

  it('keeps what it knows when a check is refused, and says why', async () => {
    const error = await refusal(429, 'Too many checks. Try again in 7 s');
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
        'Check now did not run: Too many checks. Try again in 7 s',
      ),
    ).toBeInTheDocument();
    expect(card).toHaveTextContent('Up, private');
  });

  it('says whom to ask when the reader may not see it', async () => {
    const error = await refusal(403, 'No');
    render({
      health: async () => {
        throw error;
      },
    });
    const card = await screen.findByRole('region', { name: 'Private API' });
    await within(card).findByText('You may not see the health of this service');
    expect(card).toHaveTextContent('private-api.health.read');
    expect(
      within(card).queryByRole('button', { name: 'Retry' }),
    ).not.toBeInTheDocument();
  });

  it('retries when the health service was silent', async () => {
    let answers = false;
    render({
      health: async () => {
        if (!answers) {
          throw new TypeError('Failed to fetch');
        }
        return views.up;
      },
    });
    const card = await screen.findByRole('region', { name: 'Private API' });
    await within(card).findByText('The health service does not answer');
    expect(greenMarks(card)).toBe(0);
    answers = true;
    await userEvent.click(within(card).getByRole('button', { name: 'Retry' }));
    await within(card).findByText('Up, private');
    expect(
      within(card).queryByText('The health service does not answer'),
    ).not.toBeInTheDocument();
  });

  describe('as time goes by', () => {
    beforeEach(() => jest.useFakeTimers({ advanceTimers: true }));
    afterEach(() => jest.useRealTimers());

    it('takes in what is new without closing what the reader opened, and announces a change of state once', async () => {
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

    it('shows the age of what it knows when the health service falls silent', async () => {
      let silent = false;
      const card = await renderView(views.up, {
        health: async () => {
          if (silent) {
            throw new TypeError('Failed to fetch');
          }
          return views.up;
        },
      });
      silent = true;
      await act(async () => jest.advanceTimersByTimeAsync(POLL_MS));
      await within(card).findByText('The health service does not answer');
      expect(card).toHaveTextContent('What you see is as of');
      expect(card).toHaveTextContent('Up, private');
    });
  });
});

import { renderInTestApp } from '@backstage/frontend-test-utils';
import { EntityProvider } from '@backstage/plugin-catalog-react';
import {
  act,
  fireEvent,
  screen,
  waitFor,
  within,
} from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { Profiler } from 'react';
import { useLocation } from 'react-router-dom';
import {
  emptyHistory,
  historyView,
  olderTransitions,
  orders,
  stackList,
  target,
  targetId,
  transitionList,
  unreadStackList,
  vantage,
  view,
  views,
} from '../../../dev/fixtures';
import { apiWith } from '../../__testUtils__/apiWith';
import { rejection } from '../../__testUtils__/rejection';
import {
  type HistoryQuery,
  type PrivateApiApi,
  privateApiApiRef,
} from '../../api/PrivateApiApi';
import { HealthTab } from './HealthTab';
import { TAB_POLL_MS } from './useHistory';

function Query() {
  return <output aria-label="query">{useLocation().search}</output>;
}

const commits: string[] = [];

function render(change: Partial<PrivateApiApi> = {}, search = '') {
  const queries: HistoryQuery[] = [];
  const api = apiWith({
    health: async () => views.failingFrom,
    history: async (_, query) => {
      queries.push(query);
      return historyView;
    },
    ...change,
  });
  renderInTestApp(
    <EntityProvider entity={orders}>
      <Query />
      <Profiler id="tab" onRender={(_, phase) => commits.push(phase)}>
        <HealthTab />
      </Profiler>
    </EntityProvider>,
    {
      apis: [[privateApiApiRef, api]],
      initialRouteEntries: [`/${search}`],
    },
  );
  return queries;
}

const query = () => screen.getByLabelText('query').textContent;
const section = async (name: string) =>
  (await screen.findByRole('heading', { name, level: 3 })).parentElement!;
const chart = () => screen.findByRole('slider', { name: 'Zoom range' });

describe('HealthTab', () => {
  it('shows the state, the availability from each vantage and the phases', async () => {
    const queries = render();
    const history = await section('History');
    await chart();
    expect(
      screen.getByText('Degraded, private: Failing from Dev VPC'),
    ).toBeInTheDocument();
    const strip = within(history).getByRole('slider', { name: 'Dev VPC' });
    expect(strip).toHaveAttribute('aria-valuemax', '95');
    expect(history).toHaveTextContent(
      '98.02 % up97.88 % of the time observedp95 61 ms',
    );
    expect(history).toHaveTextContent('DNS TCP TLS First byte Transfer p95');
    expect(queries).toEqual([
      expect.objectContaining({ resolution: '5m', target: targetId }),
    ]);
    const [{ from, to }] = queries;
    expect(Date.parse(to) - Date.parse(from)).toBe(86_400_000);
  });

  it('reads out the slots of the chart with the arrow keys', async () => {
    render({}, '?vantage=dev-vpc');
    const slots = await chart();
    const user = userEvent.setup();
    act(() => slots.focus());
    await user.keyboard('{Home}');
    expect(slots).toHaveAttribute('aria-valuenow', '0');
    expect(slots.getAttribute('aria-valuetext')).toMatch(
      /5 of 5 probes healthy · DNS 2.1 ms · TCP 3.4 ms · TLS 8 ms · First byte 41 ms · Transfer 0.7 ms · p95 58 ms$/,
    );
    await user.keyboard('{ArrowRight>125/}');
    expect(slots.getAttribute('aria-valuetext')).toMatch(
      /0 of 5 probes healthy, tcp.timeout$/,
    );
  });

  it('zooms with the keyboard, keeps the zoom in the URL, and goes back', async () => {
    const queries = render();
    const slots = await chart();
    const user = userEvent.setup();
    act(() => slots.focus());
    await user.keyboard('{Home}{Shift>}{ArrowRight>11/}{/Shift}');
    expect(slots.getAttribute('aria-valuetext')).toMatch(/ to /);
    await user.keyboard('{Enter}');
    expect(query()).toBe(
      '?from=2026-03-11T09%3A20%3A00.000Z&to=2026-03-11T10%3A20%3A00.000Z',
    );
    await waitFor(() =>
      expect(queries.at(-1)).toMatchObject({
        from: '2026-03-11T09:20:00.000Z',
        to: '2026-03-11T10:20:00.000Z',
      }),
    );
    await user.click(
      screen.getByRole('button', { name: 'Show the whole period' }),
    );
    expect(query()).toBe('');
  });

  it('zooms by dragging', async () => {
    render();
    const slots = await chart();
    slots.getBoundingClientRect = () =>
      ({ left: 0, width: 800, top: 0, height: 220 } as DOMRect);
    // From the start of the range to its middle: the plot reaches from 56 to 788.
    fireEvent.pointerDown(slots, { clientX: 56, pointerId: 1 });
    fireEvent.pointerMove(slots, { clientX: 422, pointerId: 1 });
    fireEvent.pointerUp(slots, { clientX: 422, pointerId: 1 });
    await waitFor(() =>
      expect(query()).toBe(
        '?from=2026-03-11T09%3A20%3A00.000Z&to=2026-03-11T21%3A20%3A00.000Z',
      ),
    );
  });

  it('shows another period', async () => {
    const queries = render();
    await chart();
    const button = screen.getByRole('button', { name: '30 days' });
    await userEvent.click(button);
    expect(query()).toBe('?period=30d');
    expect(button).toHaveAttribute('aria-pressed', 'true');
    await waitFor(() => expect(queries.at(-1)?.resolution).toBe('1h'));
  });

  it('shows every chart as a table too', async () => {
    render({}, '?vantage=dev-vpc');
    await chart();
    await userEvent.click(
      screen.getByRole('button', { name: 'Show as table' }),
    );
    const table = within(
      screen.getByRole('region', { name: 'History' }),
    ).getByRole('table');
    expect(within(table).getAllByRole('row')).toHaveLength(289);
    expect(within(table).getAllByText('tcp.timeout')).toHaveLength(9);
    expect(
      screen.queryByRole('slider', { name: 'Zoom range' }),
    ).not.toBeInTheDocument();
  });

  it('lists transitions with cause and duration, and older ones on request', async () => {
    render({
      transitions: async (_, asked) =>
        asked?.cursor === 'older' ? olderTransitions : transitionList,
    });
    const transitions = await section('Transitions');
    await waitFor(() =>
      expect(within(transitions).getAllByRole('row')).toHaveLength(4),
    );
    const rows = within(transitions).getAllByRole('row');
    expect(rows[1]).toHaveTextContent('✕Down → ✓Upcontinues');
    expect(rows[2]).toHaveTextContent(
      '…Probe failed, retrying → ✕Down10.64.0.12 did not respond1 h',
    );
    await userEvent.click(
      screen.getByRole('button', { name: 'Show older transitions' }),
    );
    await waitFor(() =>
      expect(within(transitions).getAllByRole('row')).toHaveLength(5),
    );
    expect(
      screen.queryByRole('button', { name: 'Show older transitions' }),
    ).not.toBeInTheDocument();
  });

  it('shows the state from each vantage', async () => {
    render();
    const vantages = await section('Vantages');
    const rows = within(vantages).getAllByRole('row');
    expect(rows[1]).toHaveTextContent(/^Backstage✓Up/);
    expect(rows[2]).toHaveTextContent(
      /^Dev VPC✕Down.*Status 502, expected 200$/,
    );
  });

  it('shows what AWS reports of the stack', async () => {
    render();
    const aws = await section('AWS');
    await within(aws).findByText('UPDATE_COMPLETE', { selector: 'dd' });
    expect(aws).toHaveTextContent('111111111111 eu-central-1');
    expect(aws).toHaveTextContent('Drifted, detected at');
    expect(aws).toHaveTextContent('10.0.3.7✓healthy✓yes');
    expect(aws).toHaveTextContent('10.0.3.9✕unhealthy✕no, the target is stale');
    expect(aws).toHaveTextContent('10.0.4.8✕not registered✓yes');
    expect(aws).toHaveTextContent('VpcEndpointIdvpce-0a1b');
    expect(aws).toHaveTextContent(
      'HealthFunction (AWS::Lambda::Function)UPDATE_FAILEDResource handler returned message: "Rate exceeded"',
    );
  });

  it('shows why AWS could not be read', async () => {
    render({ stacks: async () => unreadStackList });
    expect(
      await screen.findByText(
        'AWS rejected the request. Ask your platform team.',
      ),
    ).toBeInTheDocument();
  });

  it('shows both dates of each certificate', async () => {
    const tls = {
      ...vantage().result!.tls!,
      chain: [
        {
          subject: 'orders.acme.example',
          issuer: 'Acme CA',
          notBefore: '2026-01-01T00:00:00.000Z',
          notAfter: '2026-03-21T12:00:00.000Z',
        },
        {
          subject: 'Acme CA',
          issuer: 'Acme root',
          notBefore: '2020-01-01T00:00:00.000Z',
          notAfter: '2026-03-01T00:00:00.000Z',
        },
      ],
    };
    const result = { ...vantage().result!, tls };
    render({ health: async () => view(target({}, vantage({ result }))) });
    const rows = within(await section('Certificates')).getAllByRole('row');
    expect(rows[1]).toHaveTextContent(
      /^orders.acme.exampleAcme CA.*in 9 days$/,
    );
    expect(rows[2]).toHaveTextContent(/^Acme CAAcme root.*Expired$/);
  });

  it('has commands with the values of the service', async () => {
    render();
    const commands = await section('Commands');
    await within(commands).findByText(/describe-stack-events/);
    expect(commands).toHaveTextContent(
      'dig +noall +answer -q a1b2c3-vpce-0a1b.execute-api.eu-central-1.amazonaws.com',
    );
    expect(
      within(commands).getAllByRole('button', { name: 'Copy command' }),
    ).toHaveLength(6);
  });

  it('chooses the worst target first and another one on request', async () => {
    const queries = render({ health: async () => views.twoTargets });
    await chart();
    expect(queries.at(-1)?.target).toBe(views.twoTargets.targets[0].id);
    const user = userEvent.setup();
    await user.click(screen.getByRole('button', { name: /Target/ }));
    await user.click(
      await screen.findByRole('option', { name: 'orders-prod, Production' }),
    );
    await waitFor(() =>
      expect(queries.at(-1)?.target).toBe(views.twoTargets.targets[1].id),
    );
    expect(query()).toContain('?target=');
  });

  it('says that there is no history', async () => {
    render({
      history: async () => emptyHistory,
      transitions: async () => ({ items: [] }),
      stacks: async () => ({ ...stackList, items: [] }),
    });
    expect(
      await screen.findByText('No probe results in this period.'),
    ).toBeInTheDocument();
    expect(
      await screen.findByText('No change of state in the kept history.'),
    ).toBeInTheDocument();
    expect(
      await screen.findByText(
        'AWS reports nothing, because no stack is bound.',
      ),
    ).toBeInTheDocument();
  });

  it('shows what to do for an entity without a target', async () => {
    render({ health: async () => views.noAnnotation });
    expect(
      await screen.findByText('Unknown: Not deployed: no stack recorded'),
    ).toBeInTheDocument();
    expect(
      screen.queryByRole('heading', { name: 'History' }),
    ).not.toBeInTheDocument();
  });

  it('shows a part that failed and keeps the others', async () => {
    const error = await rejection(500, 'The database is full');
    render({
      history: async () => {
        throw error;
      },
    });
    expect(await section('History')).toHaveTextContent('History');
    expect(
      await screen.findByText('Failed to load: The database is full'),
    ).toBeInTheDocument();
    expect(await section('AWS')).toHaveTextContent('UPDATE_COMPLETE');
  });

  it('shows the missing permission', async () => {
    const error = await rejection(403, 'No');
    render({
      health: async () => {
        throw error;
      },
    });
    expect(
      await screen.findByText(
        'You do not have permission to see the health of this service',
      ),
    ).toBeInTheDocument();
  });

  describe('polling', () => {
    beforeEach(() => jest.useFakeTimers({ advanceTimers: true }));
    afterEach(() => jest.useRealTimers());

    it('renders nothing for responses that did not change', async () => {
      const queries = render();
      await chart();
      await screen.findByText('UPDATE_COMPLETE', { selector: 'dd' });
      await screen.findByText('10.64.0.12 did not respond');
      const before = queries.length;
      commits.length = 0;
      await act(async () => jest.advanceTimersByTimeAsync(3 * TAB_POLL_MS));
      expect(queries.length - before).toBeGreaterThanOrEqual(3);
      expect(commits).toEqual([]);
    });
  });
});

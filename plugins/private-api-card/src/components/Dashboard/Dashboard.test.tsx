import { renderInTestApp } from '@backstage/frontend-test-utils';
import { entityRouteRef } from '@backstage/plugin-catalog-react';
import { signalApiRef } from '@backstage/plugin-signals-react';
import type { TargetQuery } from '@private-serverless/backstage-plugin-private-api-common';
import { act, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { Profiler } from 'react';
import { useLocation, useNavigate } from 'react-router-dom';
import {
  noMatchCounts,
  noTargetCounts,
  noTargets,
  readiness,
  secondPage,
  targetCounts,
  targetList,
  vantageHealths,
} from '../../../dev/fixtures';
import { apiWith } from '../../__testUtils__/apiWith';
import { rejection } from '../../__testUtils__/rejection';
import { signalBus } from '../../__testUtils__/signalBus';
import { type PrivateApiApi, privateApiApiRef } from '../../api/PrivateApiApi';
import { externalRoutes } from '../../routes';
import { Dashboard } from './Dashboard';
import { DASHBOARD_POLL_MS } from './useDashboard';

/** Two of the seven rows, because most tests need no more. */
const firstRows = { ...targetList, items: targetList.items.slice(0, 2) };

/** Where the browser is, with a back button. */
function Browser() {
  const { search } = useLocation();
  const navigate = useNavigate();
  return (
    <>
      <output aria-label="query">{search}</output>
      <button onClick={() => navigate(-1)}>Back</button>
    </>
  );
}

const commits: string[] = [];
let bus: ReturnType<typeof signalBus>;

function render(
  change: Partial<PrivateApiApi> = {},
  search = '',
  firstPage = firstRows,
) {
  const queries: TargetQuery[] = [];
  bus = signalBus();
  const api = apiWith({
    targets: async query => {
      queries.push(query);
      return query.cursor ? secondPage : firstPage;
    },
    ...change,
  });
  renderInTestApp(
    <main>
      <Browser />
      <Profiler id="dashboard" onRender={(_, phase) => commits.push(phase)}>
        <Dashboard />
      </Profiler>
    </main>,
    {
      apis: [
        [privateApiApiRef, api],
        [signalApiRef, bus.api as never],
      ],
      initialRouteEntries: [`/${search}`],
      mountedRoutes: {
        '/catalog/:namespace/:kind/:name': entityRouteRef,
        '/create': externalRoutes.create,
      },
    },
  );
  return queries;
}

const table = () =>
  screen.findByRole('region', { name: /^Private APIs, 1 to \d of 27$/ });
const query = () => screen.getByLabelText('query').textContent;

describe('Dashboard', () => {
  it('shows the first page if the rows of another one are gone', async () => {
    const queries = render(
      {
        targets: async asked => {
          queries.push(asked);
          return asked.cursor ? { ...secondPage, items: [] } : firstRows;
        },
      },
      '?owner=group%3Adefault%2Fshop&cursor=gone',
    );
    await table();
    expect(query()).toBe('?owner=group%3Adefault%2Fshop');
  });

  it('lists the targets with everything that is known of them', async () => {
    const queries = render({}, '', targetList);
    const rows = within(await table()).getAllByRole('row');
    expect(
      within(rows[0])
        .getAllByRole('columnheader')
        .map(({ textContent }) => textContent),
    ).toEqual([
      'State',
      'Service',
      'Environment',
      'Owner',
      'Hop',
      'Since',
      '24 h · coverage',
      'p95',
      'Certificate',
      'Version',
    ]);
    expect(rows[2]).toHaveTextContent(
      /✕DownordersDevelopmentpaymentsFunction: Status 502, expected 200.*98.02 % · 98 %46 ms.*0.1.0behind/,
    );
    expect(rows[1]).toHaveTextContent('◆Exposed');
    expect(rows[3]).toHaveTextContent('— · 40 %');
    expect(rows[7]).toHaveTextContent('✓Up, private');
    expect(rows[7]).toHaveTextContent('—not known');
    expect(
      within(rows[2]).getByRole('link', { name: 'orders' }),
    ).toHaveAttribute('href', '/catalog/default/component/orders');
    expect(
      within(rows[2]).getByRole('link', { name: 'payments' }),
    ).toHaveAttribute('href', '/catalog/default/group/payments');
    expect(queries).toEqual([
      expect.objectContaining({ sort: 'state', order: 'asc', limit: 20 }),
    ]);
  });

  it('filters by state, the worst first, and returns with the back button', async () => {
    const queries = render();
    await table();
    const states = screen.getByRole('group', { name: 'States' });
    await waitFor(() =>
      expect(
        within(states)
          .getAllByRole('button')
          .map(({ textContent }) => textContent),
      ).toEqual([
        '◆1 Exposed',
        '✕1 Down',
        '?1 Unknown',
        '…1 Probe failed, retrying',
        '!1 Degraded',
        '‖1 Maintenance',
        '✓21 Up',
      ]),
    );
    const user = userEvent.setup();
    await user.click(within(states).getByRole('button', { name: '1 Exposed' }));
    await user.click(within(states).getByRole('button', { name: '1 Down' }));
    expect(query()).toBe('?state=exposed&state=down');
    expect(queries.at(-1)?.state).toEqual(['exposed', 'down']);
    expect(
      within(states).getByRole('button', { name: '1 Down' }),
    ).toHaveAttribute('aria-pressed', 'true');
    await user.click(screen.getByRole('button', { name: 'Back' }));
    expect(query()).toBe('?state=exposed');
    await waitFor(() => expect(queries.at(-1)?.state).toEqual(['exposed']));
    await user.click(within(states).getByRole('button', { name: '1 Exposed' }));
    expect(query()).toBe('');
  });

  it('searches when the user pauses, and follows the URL', async () => {
    const queries = render();
    await table();
    const user = userEvent.setup();
    await user.type(screen.getByRole('searchbox'), 'ord');
    await waitFor(() => expect(query()).toBe('?search=ord'));
    expect(queries.at(-1)?.search).toBe('ord');
    expect(queries).toHaveLength(2);
    await user.click(screen.getByRole('button', { name: 'Back' }));
    await waitFor(() => expect(screen.getByRole('searchbox')).toHaveValue(''));
    expect(query()).toBe('');
  });

  it('filters by owner, by a version that is behind and by certificate', async () => {
    const queries = render();
    await table();
    const user = userEvent.setup();
    await user.click(screen.getByRole('button', { name: /Owner/ }));
    await user.click(
      await screen.findByRole('option', { name: 'logistics (1)' }),
    );
    await user.click(screen.getByRole('option', { name: 'None (1)' }));
    await user.keyboard('{Escape}');
    expect(query()).toBe('?owner=group%3Adefault%2Flogistics&owner=');
    await user.click(screen.getByRole('button', { name: /Version/ }));
    await user.click(
      await screen.findByRole('option', { name: 'Behind 0.2.0 (1)' }),
    );
    await user.keyboard('{Escape}');
    await user.click(screen.getByRole('button', { name: /Certificate/ }));
    await user.click(
      await screen.findByRole('option', { name: 'Expires within 14 days' }),
    );
    expect(query()).toContain('behind=true&certificate=14');
    await waitFor(() =>
      expect(queries.at(-1)).toMatchObject({
        owner: ['group:default/logistics', ''],
        behind: true,
        certificateWithinDays: 14,
      }),
    );
    await user.click(screen.getByRole('button', { name: 'Clear filters' }));
    expect(query()).toBe('');
  });

  it('sorts on the server', async () => {
    const queries = render();
    await table();
    const user = userEvent.setup();
    const column = (name: string) =>
      screen.getByRole('columnheader', { name: new RegExp(name) });
    await user.click(column('Since'));
    expect(query()).toBe('?sort=since');
    await user.click(column('Since'));
    expect(query()).toBe('?sort=since&order=desc');
    await waitFor(() =>
      expect(queries.at(-1)).toMatchObject({ sort: 'since', order: 'desc' }),
    );
    expect(column('Since')).toHaveAttribute('aria-sort', 'descending');
  });

  it('shows the pages of the server, and keeps them in the URL', async () => {
    const queries = render();
    await table();
    const user = userEvent.setup();
    expect(screen.getByText('1–2 of 27')).toBeInTheDocument();
    const previous = () =>
      screen.getByRole('button', { name: 'Previous page' });
    expect(previous()).toBeDisabled();
    await user.click(screen.getByRole('button', { name: 'Next page' }));
    await screen.findByText('21–27 of 27');
    expect(query()).toBe('?cursor=page-2');
    expect(queries.at(-1)?.cursor).toBe('page-2');
    expect(screen.getByText('service-21')).toBeInTheDocument();
    expect(screen.getByRole('button', { name: 'Next page' })).toBeDisabled();
    await user.click(previous());
    expect(query()).toBe('?cursor=page-1');
    await user.click(screen.getByRole('button', { name: 'Back' }));
    await user.click(screen.getByRole('button', { name: 'Back' }));
    await screen.findByText('1–2 of 27');
  });

  it('shows what a shared link says', async () => {
    const queries = render({}, '?state=down&sort=p95&limit=50&cursor=page-2');
    await screen.findByText('21–27 of 27');
    expect(queries).toEqual([
      expect.objectContaining({
        state: ['down'],
        sort: 'p95',
        limit: 50,
        cursor: 'page-2',
      }),
    ]);
  });

  it('loads the rows and their counts when the backend reports a change of one of them', async () => {
    let down = 1;
    const queries = render({
      targetCounts: async () => ({
        ...targetCounts,
        states: { ...targetCounts.states, down },
      }),
    });
    await table();
    expect(
      await screen.findByRole('button', { name: /1 Down/ }),
    ).toBeInTheDocument();
    down = 2;
    const before = queries.length;
    // Pages load at random times after a signal.
    const random = jest.spyOn(Math, 'random').mockReturnValue(0);
    bus.send({ targets: ['not-on-this-page'] });
    await act(() => new Promise(resolve => setTimeout(resolve, 50)));
    expect(queries).toHaveLength(before);
    bus.send({ targets: [targetList.items[0].id] });
    random.mockRestore();
    expect(
      await screen.findByRole('button', { name: /2 Down/ }),
    ).toBeInTheDocument();
    await waitFor(() => expect(queries).toHaveLength(before + 1));
  });

  it('shows the filter of a shared link by a version that is behind, although the latest version is not known', async () => {
    const { latestVersion, behind, ...unknown } = targetCounts;
    const queries = render(
      { targetCounts: async () => unknown },
      '?behind=true',
    );
    await table();
    expect(queries.at(-1)).toMatchObject({ behind: true });
    const user = userEvent.setup();
    await user.click(
      screen.getByRole('button', {
        name: /Behind the latest version.*Version/,
      }),
    );
    await user.click(
      await screen.findByRole('option', { name: 'Behind the latest version' }),
    );
    await waitFor(() => expect(query()).toBe(''));
  });

  it('groups by owner, and leads from a group to its services', async () => {
    render({}, '?group=owner');
    const row = await screen.findByRole('row', { name: /logistics/ });
    expect(row).toHaveTextContent('logistics1?1 Unknown');
    expect(screen.getByRole('row', { name: /payments/ })).toHaveTextContent(
      'payments22◆1 Exposed✕1 Down✓20 Up',
    );
    expect(screen.getByRole('row', { name: /None/ })).toHaveTextContent(
      'None1',
    );
    await userEvent.click(screen.getByRole('button', { name: 'logistics' }));
    expect(query()).toBe('?owner=group%3Adefault%2Flogistics');
    expect(await table()).toBeInTheDocument();
  });

  it('shows the readiness of environments and the health of vantages', async () => {
    render({
      readiness: async id =>
        id === 'dev' ? readiness.notReady : readiness.ready,
    });
    const environments = (
      await screen.findByRole('heading', { name: 'Environments' })
    ).parentElement!;
    await within(environments).findByText('Production');
    await waitFor(() =>
      expect(environments).toHaveTextContent(
        '✕Development not readyFree addresses in the subnet',
      ),
    );
    expect(environments).toHaveTextContent('✓Production ready');
    const notice = screen.getByRole('list', {
      name: 'Vantages and environments',
    });
    expect(notice).toHaveTextContent(
      '!Cannot check from Dev VPC: 20 targets are unknown from it!Development is not ready for a deploy',
    );
    const vantages = screen.getByRole('heading', { name: 'Vantages' })
      .parentElement!;
    expect(vantages).toHaveTextContent('✓Backstage works27 targets');
    expect(vantages).toHaveTextContent(
      /✕Dev VPC cannot check, since .*Cannot connect to the proxy or port forward20 targets, 20 unknown from it/,
    );
    expect(vantages).toHaveTextContent(
      '?Office not known whether it works0 targets, without a control target',
    );
  });

  it('says that all vantages work and all environments are ready', async () => {
    render({ vantages: async () => vantageHealths.slice(0, 1) });
    const fine = 'All vantages work, and all environments are ready.';
    expect(await screen.findByText(fine)).toBeInTheDocument();
  });

  it('exports all targets of the filters', async () => {
    const exported: object[] = [];
    const saved: Blob[] = [];
    // The browser of the tests has no files.
    URL.createObjectURL = blob => {
      saved.push(blob as Blob);
      return '#';
    };
    URL.revokeObjectURL = () => {};
    render(
      {
        exportTargets: async one => {
          exported.push(one);
          return new Blob(['State,Service\n']);
        },
      },
      '?state=down&sort=name&cursor=page-2',
    );
    await userEvent.click(
      await screen.findByRole('button', { name: 'Export CSV' }),
    );
    await waitFor(() => expect(saved).toHaveLength(1));
    expect(exported).toEqual([
      expect.objectContaining({ state: ['down'], sort: 'name', order: 'asc' }),
    ]);
    expect(exported[0]).not.toHaveProperty('cursor');
  });

  it('reports an export that failed', async () => {
    const error = await rejection(500, 'The database is full');
    render({
      exportTargets: async () => {
        throw error;
      },
    });
    await userEvent.click(
      await screen.findByRole('button', { name: 'Export CSV' }),
    );
    expect(
      await screen.findByText('Failed to export: The database is full'),
    ).toBeInTheDocument();
  });

  it('has the size of a page while it loads', async () => {
    render({ targets: () => new Promise(() => {}) });
    await screen.findByText('Loading private APIs…');
    expect(screen.queryByRole('table')).not.toBeInTheDocument();
  });

  it('says how to create the first service', async () => {
    render({
      targets: async () => noTargets,
      targetCounts: async () => noTargetCounts,
    });
    await screen.findByRole('heading', { name: 'No private API yet' });
    expect(
      screen.getByRole('link', { name: 'Create the first service' }),
    ).toHaveAttribute('href', '/create');
    expect(screen.queryByRole('searchbox')).not.toBeInTheDocument();
    expect(
      screen.queryByText('No service matches the filters'),
    ).not.toBeInTheDocument();
  });

  it('offers to clear filters that nothing matches', async () => {
    render(
      {
        targets: async one => (one.search ? noTargets : firstRows),
        targetCounts: async one => (one.search ? noMatchCounts : targetCounts),
      },
      '?search=xyz',
    );
    await screen.findByRole('heading', {
      name: 'No service matches the filters',
    });
    const [, clear] = screen.getAllByRole('button', { name: 'Clear filters' });
    await userEvent.click(clear);
    expect(await table()).toBeInTheDocument();
    expect(query()).toBe('');
  });

  it('shows the missing permission without a retry', async () => {
    const error = await rejection(403, 'No');
    const fail = async () => {
      throw error;
    };
    render({ targets: fail, targetCounts: fail });
    await screen.findByText('You do not have permission to see private APIs');
    expect(screen.getByText(/private-api.health.read/)).toBeInTheDocument();
    expect(
      screen.queryByRole('button', { name: 'Retry' }),
    ).not.toBeInTheDocument();
  });

  it('retries a request that failed', async () => {
    let isResponding = false;
    render({
      targets: async () => {
        if (!isResponding) throw new TypeError('Failed to fetch');
        return firstRows;
      },
    });
    await screen.findByText('Failed to load the private APIs');
    isResponding = true;
    await userEvent.click(screen.getByRole('button', { name: 'Retry' }));
    expect(await table()).toBeInTheDocument();
    expect(
      screen.queryByText('Failed to load the private APIs'),
    ).not.toBeInTheDocument();
  });

  describe('polling', () => {
    beforeEach(() => jest.useFakeTimers({ advanceTimers: true }));
    afterEach(() => jest.useRealTimers());

    it('renders nothing for responses that did not change', async () => {
      const queries = render();
      await table();
      await screen.findByText('20 targets, 20 unknown from it');
      const before = queries.length;
      commits.length = 0;
      await act(async () =>
        jest.advanceTimersByTimeAsync(3 * DASHBOARD_POLL_MS),
      );
      expect(queries.length - before).toBeGreaterThanOrEqual(3);
      expect(commits).toEqual([]);
    });

    it('keeps the rows of an earlier request if a poll fails', async () => {
      let isResponding = true;
      render({
        targets: async () => {
          if (!isResponding) throw new TypeError('Failed to fetch');
          return firstRows;
        },
      });
      await table();
      isResponding = false;
      await act(async () => jest.advanceTimersByTimeAsync(DASHBOARD_POLL_MS));
      await screen.findByText('Failed to load the private APIs');
      expect(
        screen.getByText(/The rows below are from an earlier request/),
      ).toBeInTheDocument();
      expect(await table()).toHaveTextContent('orders');
    });
  });
});

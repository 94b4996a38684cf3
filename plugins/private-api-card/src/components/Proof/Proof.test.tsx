import { renderInTestApp } from '@backstage/frontend-test-utils';
import { EntityProvider } from '@backstage/plugin-catalog-react';
import type { ProofList } from '@private-serverless/backstage-plugin-private-api-common';
import { act, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { Profiler } from 'react';
import { orders, proofs, target, targetId, now } from '../../../dev/fixtures';
import { apiWith } from '../../__testUtils__/apiWith';
import { rejection } from '../../__testUtils__/rejection';
import { type PrivateApiApi, privateApiApiRef } from '../../api/PrivateApiApi';
import { HealthTab } from '../HealthTab/HealthTab';
import { PROOF_POLL_MS, ProofSection } from './ProofSection';

const commits: string[] = [];

function render(change: Partial<PrivateApiApi>) {
  renderInTestApp(
    <main>
      <Profiler id="proof" onRender={(_, phase) => commits.push(phase)}>
        <ProofSection
          entityRef="component:default/orders"
          target={target({ targetId })}
          now={now}
        />
      </Profiler>
    </main>,
    { apis: [[privateApiApiRef, apiWith(change)]] },
  );
}

async function renderList(list: ProofList) {
  render({ proofs: async () => list });
  const main = await screen.findByRole('main');
  await waitFor(() => expect(main).not.toHaveTextContent(/Loading/));
  return main;
}
const table = () => screen.getByRole('region', { name: 'Rules and evidence' });

describe('ProofSection', () => {
  it('shows that a stack is private, since when, when it was checked, and how many rules are proven', async () => {
    const main = await renderList(proofs.private);
    expect(main).toHaveTextContent(/✓Private *since .*9 days.*checked .*3 h/);
    const counts = within(screen.getByRole('list', { name: 'Rules' }));
    expect(
      counts.getAllByRole('listitem').map(({ textContent }) => textContent),
    ).toEqual(['‖1 excepted', '✓4 proven', '–1 not applicable']);
    expect(main).toHaveTextContent('No findings.');
    expect(main).toHaveTextContent('The rules judge every part');
    expect(main).toHaveTextContent('9f86d081');
    expect(main).toHaveTextContent('The existing network was described at');
  });

  it('lists the rules that need attention first, with their evidence on demand', async () => {
    await renderList(proofs.violated);
    const rows = within(table()).getAllByRole('row').slice(1);
    expect(rows.map(row => row.textContent!.slice(0, 4))).toEqual([
      'PS06',
      'PS41',
      'PS01',
      'PS02',
      'PS09',
      'PS37',
    ]);
    const evidence = within(rows[4]).getByText('1 place');
    const details = evidence.closest('details')!;
    expect(details.open).toBe(false);
    await userEvent.click(evidence);
    expect(details.open).toBe(true);
    expect(details).toHaveTextContent(
      'Api: Api has the endpoint type PRIVATE. (Resources.Api.Properties.EndpointConfiguration, line 120)',
    );
    expect(rows[5]).toHaveTextContent('not applicable');
    expect(within(rows[5]).getByText('None')).toBeInTheDocument();
  });

  it('shows what is public: what, where, why and what to do', async () => {
    const main = await renderList(proofs.violated);
    expect(main).toHaveTextContent(/✕Not private/);
    const [finding] = within(main)
      .getAllByRole('listitem')
      .filter(({ textContent }) => textContent!.includes('PS06: CallersGroup'));
    expect(finding).toHaveTextContent('violated, decides the verdict');
    expect(
      within(finding)
        .getAllByRole('term')
        .map(({ textContent }) => textContent),
    ).toEqual(['What', 'Where', 'Why it matters', 'What to do']);
    expect(finding).toHaveTextContent(
      /line 41, construct Orders\/Callers\/Resource.*Without it, a public network reaches the service\..*Set CidrIp/,
    );
  });

  it('does not say that an unproven stack is public, and lists what was not judged', async () => {
    const main = await renderList(proofs.unproven);
    expect(main).toHaveTextContent(/\?Not proven private/);
    expect(main).toHaveTextContent(
      'That does not mean that the service is public.',
    );
    expect(main).toHaveTextContent(
      'Gateway (Acme::Edge::Gateway) The type is a third-party type.',
    );
    expect(main).toHaveTextContent(
      'Transform The macro Acme can create any resource.',
    );
    expect(main).toHaveTextContent('An exception in the repository may cover');
  });

  it('shows the network as images, which cannot run anything, and as text', async () => {
    const [{ proof, ...identity }] = proofs.private.items;
    const svg = `<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script><text>"#%</text></svg>`;
    const picture = { svg: { light: svg, dark: svg }, text: ['Vpc → Api'] };
    await renderList({
      items: [{ ...identity, proof: { ...proof!, picture } }],
    });
    const images = screen.getAllByRole('img', {
      name: /^Drawing of the network of stack orders-dev/,
    });
    expect(images).toHaveLength(2);
    const [, data] = images[0].getAttribute('src')!.split(',');
    expect(decodeURIComponent(data)).toBe(svg);
    expect(data).not.toMatch(/[<>"#]/);
    expect(document.querySelector('main svg, main script')).toBeNull();
    const text = screen.getByText('The drawing as text');
    expect(text.closest('details')).toHaveTextContent('Vpc → Api');
  });

  it('shows many findings page by page', async () => {
    const main = await renderList(proofs.long);
    const shown = () =>
      within(main).getAllByText(/^PS06: CallersGroup/, { selector: 'strong' });
    expect(shown()).toHaveLength(10);
    const more = () =>
      screen.getByRole('button', { name: 'Show 10 more findings' });
    await userEvent.click(more());
    expect(shown()).toHaveLength(20);
    expect(more()).toBeInTheDocument();
    expect(main).toHaveTextContent(
      'Left out: 1200 findings, 3000 pieces of evidence',
    );
  });

  it('moves the focus to the first new finding, because the button may be gone', async () => {
    const main = await renderList(proofs.long);
    for (const page of [1, 2]) {
      const more = screen.getByRole('button', { name: /more findings$/ });
      act(() => more.focus());
      await userEvent.keyboard('{Enter}');
      const findings = within(main)
        .getAllByText(/^PS06: CallersGroup/, { selector: 'strong' })
        .map(name => name.closest('li'));
      expect(findings[10 * page]).toHaveFocus();
    }
  });

  it('keeps an earlier proof visible, with its age and why there is no newer one', async () => {
    const main = await renderList(proofs.outdated);
    expect(main).toHaveTextContent(
      'The latest try failed: AWS could not be read: Throttling.',
    );
    expect(main).toHaveTextContent('The proof below is an earlier one.');
    expect(main).toHaveTextContent('This proof is not current');
    expect(main).toHaveTextContent(/\?Private at the time of the proof/);
  });

  it('shows from when a violation counts that is older than its rule', async () => {
    const main = await renderList(proofs.postponed);
    expect(main).toHaveTextContent('It counts as exposure from 2026-06-01.');
  });

  it('shows a template that cannot be verified without tables', async () => {
    const main = await renderList(proofs.unreadable);
    expect(main).toHaveTextContent(/\?Not proven private/);
    expect(main).toHaveTextContent('Line 3: unexpected end.');
    expect(main).not.toHaveTextContent('earlier');
    expect(screen.queryByRole('table')).not.toBeInTheDocument();
  });

  it('says when the first proof comes', async () => {
    const main = await renderList(proofs.notYet);
    expect(main).toHaveTextContent('Not verified yet');
    expect(main).toHaveTextContent('within some minutes of its deployment');
  });

  it('says that no stack is bound', async () => {
    const main = await renderList(proofs.notBound);
    expect(main).toHaveTextContent('because no stack is bound');
  });

  it('shows that it is loading, and why it failed', async () => {
    let fail: (error: Error) => void = () => {};
    render({
      proofs: () =>
        new Promise((_, reject) => {
          fail = reject;
        }),
    });
    expect(
      await screen.findByText('Loading the privacy proof…'),
    ).toBeInTheDocument();
    const error = await rejection(500, 'The database is full');
    await act(async () => fail(error));
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'Failed to load: The database is full',
    );
    expect(screen.queryByText('Loading the privacy proof…')).toBeNull();
  });

  describe('polling', () => {
    beforeEach(() => jest.useFakeTimers({ advanceTimers: true }));
    afterEach(() => jest.useRealTimers());

    it('renders nothing for a response that did not change', async () => {
      let requests = 0;
      render({
        proofs: async () => {
          requests += 1;
          return proofs.private;
        },
      });
      await screen.findByText('No findings.');
      commits.length = 0;
      await act(async () => jest.advanceTimersByTimeAsync(2 * PROOF_POLL_MS));
      expect(requests).toBeGreaterThanOrEqual(3);
      expect(commits).toEqual([]);
    });
  });
});

describe('the section of the tab', () => {
  it('is loaded with the tab, and has the focus after the link of the card', async () => {
    renderInTestApp(
      <EntityProvider entity={orders}>
        <HealthTab />
      </EntityProvider>,
      {
        apis: [[privateApiApiRef, apiWith()]],
        initialRouteEntries: ['/#privacy-proof'],
      },
    );
    const heading = await screen.findByRole('heading', {
      name: 'Privacy proof',
      level: 3,
    });
    expect(await screen.findByText('No findings.')).toBeInTheDocument();
    expect(heading).toHaveFocus();
  });
});

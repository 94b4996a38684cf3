import { act, waitFor } from '@testing-library/react';
import { views } from '../dev/fixtures';

/** The section of a state. Queries by role are slow on a page of this size. */
const section = (title: string) =>
  [...document.querySelectorAll('h2')].find(
    heading => heading.textContent === title,
  )?.parentElement;

describe('the development page', () => {
  const RealDate = Date;
  afterEach(() => {
    window.Date = RealDate;
  });

  it('shows every state of card, tab, privacy proof and dashboard, at the time of the fixtures', async () => {
    window.history.replaceState(null, '', '/?theme=dark');
    document.body.innerHTML = '<div id="root"></div>';
    const { root } = await act(async () => import('../dev/index'));
    try {
      for (const [title, text] of [
        ['card: up', /Up, private.*History and details/],
        ['card: unavailable', /not responding/],
        ['tab: data', /Phases and p95.*Stack status.*Resolve the name/],
        ['tab: partsFailed', /Failed to load: connect ECONNREFUSED/],
        ['proof: violated', /Not private.*PS06: CallersGroup/],
        ['proof: failed', /Failed to load: connect ECONNREFUSED/],
        ['proof: notYet', /Not verified yet/],
        ['dashboard: listed', /Exposedinvoices.*5 h/],
        ['dashboard: unavailable', /Failed to load the private APIs/],
        ['dashboard: empty', /No private API yet.*Create the first service/],
      ] as const) {
        await waitFor(() => expect(section(title)).toHaveTextContent(text));
      }
      for (const name of Object.keys(views)) {
        expect(section(`card: ${name}`)).toHaveTextContent(/Private API/);
      }
      expect(document.body).toHaveAttribute('data-theme-mode', 'dark');
    } finally {
      act(() => root.unmount());
    }
  });
});

import { renderInTestApp } from '@backstage/frontend-test-utils';
import type { FieldExtensionComponentProps } from '@backstage/plugin-scaffolder-react';
import type { ReadinessView } from '@private-serverless/backstage-plugin-private-api-common';
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useState } from 'react';
import { readiness } from '../../../dev/fixtures';
import { apiWith } from '../../__testUtils__/apiWith';
import { privateApiApiRef } from '../../api/PrivateApiApi';
import { EnvironmentPicker } from './EnvironmentPicker';

function Form({ initial, options }: { initial?: string; options?: object }) {
  const [value, setValue] = useState(initial);
  const field = {
    formData: value,
    onChange: setValue,
    schema: { title: 'Environment' },
    uiSchema: { 'ui:options': options },
    rawErrors: [],
  };
  return (
    <EnvironmentPicker
      {...(field as unknown as FieldExtensionComponentProps<string>)}
    />
  );
}

type Load = (environment: string) => Promise<ReadinessView>;

function render(
  options: {
    initial?: string;
    load?: Load;
    check?: Load;
    support?: { url: string; items: { title: string; links: [] }[] };
    ui?: object;
  } = {},
) {
  const load = options.load ?? (async () => readiness.ready);
  const api = apiWith({
    readiness: load,
    checkReadiness: options.check ?? load,
  });
  renderInTestApp(
    <Form initial={options.initial ?? 'dev'} options={options.ui} />,
    {
      apis: [[privateApiApiRef, api]],
      config: options.support && { app: { support: options.support } },
    },
  );
}

const status = () => screen.findByRole('status');
const button = (name = 'Check again') => screen.findByRole('button', { name });

describe('the readiness in the environment picker', () => {
  it('shows an environment that is ready in one line, with the age of the check', async () => {
    render();
    await button();
    expect(await status()).toHaveTextContent(
      /^✓ Development is ready · checked at .* \(6 min\)$/,
    );
    expect(screen.queryByRole('list')).not.toBeInTheDocument();
  });

  it('shows every problem of an environment that is not ready, with found, expected and fix', async () => {
    render({ load: async () => readiness.notReady });
    await button();
    expect(await status()).toHaveTextContent(
      'Development is not ready for a deployYou cannot continue until every problem below is fixed. Ask your platform team.',
    );
    const list = screen.getByRole('list', {
      name: 'Problems of the environment',
    });
    const items = within(list).getAllByRole('listitem');
    expect(items).toHaveLength(3);
    expect(items[0]).toHaveTextContent(
      'subnet-0a1b2c3d (subnets.addresses)Found: 3 free. Expected: 8 or more free.What to do: Free addresses in the subnet, or use a larger one.',
    );
    expect(items[1]).toHaveTextContent('Missing.');
    expect(screen.getByText('1 check without a result')).toBeInTheDocument();
  });

  it('names whom to ask, as the app configures it', async () => {
    render({
      load: async () => readiness.notReady,
      support: {
        url: 'https://support.acme.example',
        items: [{ title: 'Platform team', links: [] }],
      },
    });
    const link = await screen.findByRole('link', { name: 'Platform team' });
    expect(link).toHaveAttribute('href', 'https://support.acme.example');
  });

  it.each([
    ['unread', '1 of 3 checks have no result.'],
    ['unchecked', 'The environment has not been checked yet.'],
  ] as const)('warns of a readiness that is %s', async (name, reason) => {
    render({ load: async () => readiness[name] });
    await button();
    const headline = await status();
    expect(headline).toHaveTextContent(
      'Not known whether Development is ready',
    );
    expect(headline).toHaveTextContent(
      `${reason} You can continue, because the deploy checks the environment again.`,
    );
  });

  it('shows nothing before an environment is chosen', async () => {
    const asked: string[] = [];
    const load: Load = async environment => {
      asked.push(environment);
      return readiness.ready;
    };
    render({ initial: '', load });
    await userEvent.click(await screen.findByText('Production'));
    await button();
    expect(asked).toEqual(['prod']);
  });

  it('shows nothing in a form that deploys nothing', async () => {
    const asked: string[] = [];
    render({
      ui: { requireReady: false },
      load: async environment => {
        asked.push(environment);
        return readiness.notReady;
      },
    });
    await screen.findByRole('radio', { name: /Development/ });
    expect(screen.queryByRole('status')).not.toBeInTheDocument();
    expect(asked).toEqual([]);
  });

  it('ignores the late response for an environment that is no longer chosen', async () => {
    let respond: (view: ReadinessView) => void = () => {};
    const late = new Promise<ReadinessView>(resolve => {
      respond = resolve;
    });
    render({
      load: environment =>
        environment === 'dev' ? late : Promise.resolve(readiness.ready),
    });
    expect(await status()).toHaveTextContent(
      'Loading whether Development is ready…',
    );
    await userEvent.click(screen.getByText('Production'));
    await button();
    respond(readiness.notReady);
    await new Promise(resolve => setTimeout(resolve, 20));
    expect(await status()).toHaveTextContent('Production is ready');
  });

  it('loads again after a failure', async () => {
    let isResponding = false;
    render({
      load: async () => {
        if (!isResponding) throw new TypeError('Failed to fetch');
        return readiness.ready;
      },
    });
    const retry = await button('Retry');
    expect(await status()).toHaveTextContent(
      /Failed to load whether Development is ready.*Cause: .*Failed to fetch/,
    );
    isResponding = true;
    await userEvent.click(retry);
    await button();
    expect(await status()).toHaveTextContent('Development is ready');
  });
});

describe('Check again', () => {
  it('shows the new result, by keyboard, and keeps the focus', async () => {
    let respond: (view: ReadinessView) => void = () => {};
    render({
      load: async () => readiness.notReady,
      check: () =>
        new Promise<ReadinessView>(resolve => {
          respond = resolve;
        }),
    });
    await button();
    while (document.activeElement !== (await button())) {
      await userEvent.tab();
    }
    await userEvent.keyboard('{Enter}');
    expect(await button('Checking…')).toHaveFocus();
    expect(await status()).toHaveTextContent('is not ready');
    respond(readiness.ready);
    await waitFor(async () =>
      expect(await status()).toHaveTextContent('Development is ready'),
    );
    expect(await button()).toHaveFocus();
  });

  it('reports why a check failed, and keeps the last result', async () => {
    render({
      load: async () => readiness.notReady,
      check: async () => {
        throw new Error('Too many requests. Try again in 42 s');
      },
    });
    await userEvent.click(await button());
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'Failed to check the environment: Too many requests. Try again in 42 s',
    );
    expect(await status()).toHaveTextContent('is not ready');
  });
});

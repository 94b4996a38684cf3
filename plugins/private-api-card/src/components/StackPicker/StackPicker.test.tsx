import { renderInTestApp } from '@backstage/frontend-test-utils';
import type { FieldExtensionComponentProps } from '@backstage/plugin-scaffolder-react';
import type { LeftoverStackView } from '@private-serverless/backstage-plugin-private-api-common';
import { act, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useState } from 'react';
import {
  leftoverStacks,
  manyLeftoverStacks,
  views,
} from '../../../dev/fixtures';
import { privateApiApiRef } from '../../api/PrivateApiApi';
import { validateStack } from './field';
import { StackPicker } from './StackPicker';

const [invoices, parcels, quotes] = leftoverStacks;

/** A form with the picker, and buttons that choose an environment. */
function Form(props: {
  initial?: string;
  environment?: string;
  onChange?: (value: string | undefined) => void;
}) {
  const [value, setValue] = useState(props.initial);
  const [environment, setEnvironment] = useState(props.environment);
  const field = {
    formData: value,
    onChange: (next: string | undefined) => {
      setValue(next);
      props.onChange?.(next);
    },
    schema: { title: 'Stack', description: 'Left by a failed task' },
    uiSchema: {},
    required: true,
    rawErrors: [],
    formContext: { formData: { environment } },
  };
  return (
    <>
      <button type="button" onClick={() => setEnvironment('prod')}>
        To prod
      </button>
      <StackPicker
        {...(field as unknown as FieldExtensionComponentProps<string>)}
      />
    </>
  );
}

function render(
  element: JSX.Element,
  list: (environment: string) => Promise<LeftoverStackView[]> = async () =>
    leftoverStacks,
) {
  const api = {
    health: async () => views.up,
    checkNow: async () => views.up,
    environments: async () => [],
    leftoverStacks: list,
  };
  renderInTestApp(element, { apis: [[privateApiApiRef, api]] });
}

describe('StackPicker', () => {
  it('asks for an environment first', async () => {
    const asked: string[] = [];
    render(<Form />, async environment => {
      asked.push(environment);
      return leftoverStacks;
    });
    expect(
      await screen.findByText(/^Choose an environment first\./),
    ).toBeInTheDocument();
    expect(asked).toEqual([]);
    await userEvent.click(screen.getByText('To prod'));
    expect(
      await screen.findByRole('radio', { name: /invoices-dev/ }),
    ).toBeInTheDocument();
    expect(asked).toEqual(['prod']);
  });

  it('offers stacks by name, with their state and who may destroy them', async () => {
    render(<Form environment="dev" />);
    expect(
      await screen.findByRole('radiogroup', { name: /Stack/ }),
    ).toBeInTheDocument();
    expect(
      screen.getByRole('radio', { name: /invoices-dev/ }),
    ).toHaveAccessibleName(
      /CREATE_COMPLETE · component:default\/invoices.*Owner: group:default\/payments$/,
    );
    expect(
      screen.getByRole('radio', { name: /parcels-dev/ }),
    ).toHaveAccessibleName(
      /Owner: group:default\/shop\. You do not belong to it, so/,
    );
    expect(
      screen.getByRole('radio', { name: /quotes-dev/ }),
    ).toHaveAccessibleName(/Owner not recorded/);
    expect(screen.queryByRole('searchbox')).not.toBeInTheDocument();
  });

  it('takes the ARN of the one that is clicked', async () => {
    const chosen: unknown[] = [];
    render(<Form environment="dev" onChange={value => chosen.push(value)} />);
    await userEvent.click(await screen.findByText('parcels-dev'));
    expect(chosen).toEqual([parcels.stackArn]);
    expect(screen.getByRole('radio', { name: /parcels-dev/ })).toBeChecked();
  });

  it('works with the keyboard', async () => {
    const chosen: unknown[] = [];
    render(
      <Form
        environment="dev"
        initial={invoices.stackArn}
        onChange={value => chosen.push(value)}
      />,
    );
    const first = await screen.findByRole('radio', { name: /invoices-dev/ });
    expect(first).toBeChecked();
    act(() => first.focus());
    await userEvent.keyboard('{ArrowDown}{ArrowDown}');
    expect(chosen).toEqual([parcels.stackArn, quotes.stackArn]);
  });

  it('forgets the choice when the environment changes', async () => {
    const chosen: unknown[] = [];
    render(
      <Form
        environment="dev"
        initial={invoices.stackArn}
        onChange={value => chosen.push(value)}
      />,
      async environment => (environment === 'dev' ? leftoverStacks : [quotes]),
    );
    await screen.findByRole('radio', { name: /invoices-dev/ });
    expect(chosen).toEqual([]);
    await userEvent.click(screen.getByText('To prod'));
    expect(
      await screen.findByRole('radio', { name: /quotes-dev/ }),
    ).not.toBeChecked();
    expect(chosen).toEqual([undefined]);
  });

  it('searches a long list by name and owner', async () => {
    render(<Form environment="dev" />, async () => manyLeftoverStacks);
    const search = await screen.findByRole('searchbox', {
      name: 'Search stacks',
    });
    expect(screen.getAllByRole('radio')).toHaveLength(40);
    await userEvent.type(search, 'SERVICE-17');
    expect(screen.getAllByRole('radio')).toHaveLength(1);
    await userEvent.clear(search);
    await userEvent.type(search, 'nothing');
    expect(screen.queryByRole('radio')).not.toBeInTheDocument();
    expect(screen.getByText('No stack matches "nothing".')).toBeInTheDocument();
  });

  it('says so where there is none', async () => {
    render(<Form environment="dev" />, async () => []);
    expect(
      await screen.findByText('No leftover stack in this environment'),
    ).toBeInTheDocument();
    expect(screen.queryByRole('radio')).not.toBeInTheDocument();
  });

  it('retries when the list could not be read', async () => {
    let answers = false;
    render(<Form environment="dev" initial={invoices.stackArn} />, async () => {
      if (!answers) throw new TypeError('Failed to fetch');
      return leftoverStacks;
    });
    expect(
      await screen.findByText('Leftover stacks cannot be listed'),
    ).toBeInTheDocument();
    answers = true;
    await userEvent.click(screen.getByRole('button', { name: 'Retry' }));
    expect(
      await screen.findByRole('radio', { name: /invoices-dev/ }),
    ).toBeChecked();
  });
});

describe('validateStack', () => {
  it.each([
    ['', ['Choose a stack']],
    [invoices.stackArn, []],
  ])('of %j finds %j', (value, problems) => {
    const found: string[] = [];
    const validation = { addError: (text: string) => found.push(text) };
    validateStack(value, validation as never, {} as never);
    expect(found).toEqual(problems);
  });
});

import { translationApiRef } from '@backstage/frontend-plugin-api';
import { renderInTestApp } from '@backstage/frontend-test-utils';
import type { FieldExtensionComponentProps } from '@backstage/plugin-scaffolder-react';
import { mockApis, TestApiRegistry } from '@backstage/test-utils';
import type { LeftoverStackView } from '@private-serverless/backstage-plugin-private-api-common';
import { act, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useState } from 'react';
import { leftoverStacks, manyLeftoverStacks } from '../../../dev/fixtures';
import { apiWith } from '../../__testUtils__/apiWith';
import { privateApiApiRef } from '../../api/PrivateApiApi';
import { validateStack } from './field';
import { StackPicker } from './StackPicker';

const [invoices, parcels, quotes] = leftoverStacks;

/** A form with the picker and a button that chooses another environment. */
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
  const api = apiWith({
    leftoverStacks: list,
  });
  renderInTestApp(element, { apis: [[privateApiApiRef, api]] });
}

describe('StackPicker', () => {
  it('requires an environment first', async () => {
    const requested: string[] = [];
    render(<Form />, async environment => {
      requested.push(environment);
      return leftoverStacks;
    });
    expect(
      await screen.findByText(
        'Choose an environment to list its leftover stacks.',
      ),
    ).toBeInTheDocument();
    expect(requested).toEqual([]);
    await userEvent.click(screen.getByText('To prod'));
    expect(
      await screen.findByRole('radio', { name: /invoices-dev/ }),
    ).toBeInTheDocument();
    expect(requested).toEqual(['prod']);
  });

  it('lists stacks by name with their status and who can destroy them', async () => {
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
      /Owner: group:default\/shop\. You are not a member of it, so/,
    );
    expect(
      screen.getByRole('radio', { name: /quotes-dev/ }),
    ).toHaveAccessibleName(/Owner not recorded/);
    expect(screen.queryByRole('searchbox')).not.toBeInTheDocument();
  });

  it('sets the ARN of the chosen stack', async () => {
    const chosen: unknown[] = [];
    render(<Form environment="dev" onChange={value => chosen.push(value)} />);
    await userEvent.click(await screen.findByText('parcels-dev'));
    expect(chosen).toEqual([parcels.stackArn]);
    expect(screen.getByRole('radio', { name: /parcels-dev/ })).toBeChecked();
  });

  it('supports the keyboard', async () => {
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

  it('clears the choice if the environment changes', async () => {
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
    expect(screen.getByText('No stacks match "nothing".')).toBeInTheDocument();
  });

  it('shows that there are no leftover stacks', async () => {
    render(<Form environment="dev" />, async () => []);
    expect(
      await screen.findByText('No leftover stacks in this environment'),
    ).toBeInTheDocument();
    expect(screen.queryByRole('radio')).not.toBeInTheDocument();
  });

  it('retries after a failure', async () => {
    let isResponding = false;
    render(<Form environment="dev" initial={invoices.stackArn} />, async () => {
      if (!isResponding) throw new TypeError('Failed to fetch');
      return leftoverStacks;
    });
    expect(
      await screen.findByText('Failed to load the leftover stacks'),
    ).toBeInTheDocument();
    isResponding = true;
    await userEvent.click(screen.getByRole('button', { name: 'Retry' }));
    expect(
      await screen.findByRole('radio', { name: /invoices-dev/ }),
    ).toBeChecked();
  });
});

describe('validateStack', () => {
  const context = {
    apiHolder: TestApiRegistry.from([
      translationApiRef,
      mockApis.translation(),
    ]),
  };

  it.each([
    ['', ['Choose a stack']],
    [invoices.stackArn, []],
  ])('reports for %j the errors %j', (value, problems) => {
    const found: string[] = [];
    const validation = { addError: (text: string) => found.push(text) };
    validateStack(value, validation as never, context as never);
    expect(found).toEqual(problems);
  });
});

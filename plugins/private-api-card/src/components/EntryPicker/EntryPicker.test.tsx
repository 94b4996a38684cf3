import { renderInTestApp } from '@backstage/frontend-test-utils';
import type { FieldExtensionComponentProps } from '@backstage/plugin-scaffolder-react';
import type { EnvironmentView } from '@private-serverless/backstage-plugin-private-api-common';
import { act, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useState } from 'react';
import { environments } from '../../../dev/fixtures';
import { apiWith } from '../../__testUtils__/apiWith';
import { privateApiApiRef } from '../../api/PrivateApiApi';
import { EntryPicker } from './EntryPicker';

function Form(props: {
  initial?: string;
  environment?: string;
  onChange?: (value: string) => void;
}) {
  const [value, setValue] = useState(props.initial);
  const field = {
    formData: value,
    onChange: (next: string) => {
      setValue(next);
      props.onChange?.(next);
    },
    schema: { title: 'Entry', description: 'How requests reach the service' },
    uiSchema: {},
    required: true,
    rawErrors: [],
    formContext: { formData: { environment: props.environment } },
  };
  return (
    <EntryPicker
      {...(field as unknown as FieldExtensionComponentProps<string>)}
    />
  );
}

function render(
  element: JSX.Element,
  list: () => Promise<EnvironmentView[]> = async () => environments,
) {
  const api = apiWith({
    environments: list,
  });
  renderInTestApp(element, { apis: [[privateApiApiRef, api]] });
}

const radio = (name: RegExp) => screen.findByRole('radio', { name });

describe('EntryPicker', () => {
  it('shows the path, the use and the cost of every entry', async () => {
    render(<Form environment="dev" />);
    const balanced = await radio(/^Load balancer and API/);
    expect(balanced).toHaveAccessibleName(
      /Caller → DNS → Load balancer → VPC endpoint → API → Function.*one internal load balancer per service/,
    );
    expect(await radio(/^VPC endpoint/)).toHaveAccessibleName(
      /Caller → DNS → VPC endpoint → API → Function.*no load balancer/,
    );
    expect(screen.getAllByRole('radio')).toHaveLength(4);
    for (const one of screen.getAllByRole('radio')) {
      expect(one).toBeEnabled();
    }
  });

  it('sets the name of the chosen entry, also from the keyboard', async () => {
    const chosen: string[] = [];
    render(
      <Form
        environment="dev"
        initial="endpoint"
        onChange={value => chosen.push(value)}
      />,
    );
    const first = await radio(/^VPC endpoint/);
    expect(first).toBeChecked();
    act(() => first.focus());
    await userEvent.keyboard('{ArrowDown}');
    await userEvent.click(screen.getByText('Load balancer and function'));
    expect(chosen).toEqual(['custom-domain', 'alb-lambda']);
  });

  it('disables what the environment does not offer, and says why', async () => {
    render(<Form environment="prod" initial="endpoint" />);
    const balanced = await radio(/^Load balancer and API/);
    expect(balanced).toBeDisabled();
    expect(balanced).toHaveAccessibleName(
      /Not offered by Production\. logBucket: missing/,
    );
    expect(await radio(/^Custom domain/)).toBeEnabled();
    expect(screen.queryByRole('alert')).not.toBeInTheDocument();
  });

  it('asks for another entry if the environment does not offer the chosen one', async () => {
    render(<Form environment="prod" initial="alb" />);
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'Production does not offer the chosen entry',
    );
  });

  it('offers everything as long as the environment is not chosen, or its entries are not known', async () => {
    render(<Form />, async () =>
      environments.map(({ entries: _, ...older }) => older),
    );
    await radio(/^VPC endpoint/);
    for (const one of screen.getAllByRole('radio')) {
      expect(one).toBeEnabled();
    }
  });

  it('draws each picture once for screen readers', async () => {
    render(<Form environment="dev" />);
    const group = await screen.findByRole('radiogroup', { name: /Entry/ });
    expect(within(group).getAllByRole('img')).toHaveLength(4);
  });

  it('retries after a failure', async () => {
    let isResponding = false;
    render(<Form environment="dev" />, async () => {
      if (!isResponding) throw new TypeError('Failed to fetch');
      return environments;
    });
    await screen.findByText('Failed to load the entries of the environments');
    isResponding = true;
    await userEvent.click(screen.getByRole('button', { name: 'Retry' }));
    await waitFor(() => expect(screen.getAllByRole('radio')).toHaveLength(4));
  });
});

import { renderInTestApp } from '@backstage/frontend-test-utils';
import type { FieldExtensionComponentProps } from '@backstage/plugin-scaffolder-react';
import type { EnvironmentView } from '@private-serverless/backstage-plugin-private-api-common';
import { act, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useState } from 'react';
import { environments } from '../../../dev/fixtures';
import { apiWith } from '../../__testUtils__/apiWith';
import { privateApiApiRef } from '../../api/PrivateApiApi';
import { EnvironmentPicker } from './EnvironmentPicker';

function Form(props: { initial?: string; onChange?: (value: string) => void }) {
  const [value, setValue] = useState(props.initial);
  const field = {
    formData: value,
    onChange: (next: string) => {
      setValue(next);
      props.onChange?.(next);
    },
    schema: { title: 'Environment', description: 'Where the service runs' },
    uiSchema: {},
    required: true,
    rawErrors: [],
  };
  return (
    <EnvironmentPicker
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

describe('EnvironmentPicker', () => {
  it('lists environments by title with account, region and networks', async () => {
    render(<Form />);
    expect(
      await screen.findByRole('radiogroup', { name: /Environment/ }),
    ).toBeInTheDocument();
    const development = screen.getByRole('radio', { name: /Development/ });
    expect(development).toHaveAccessibleName(
      /111111111111 · eu-central-1 · existing VPC or new VPC/,
    );
    expect(development).not.toBeChecked();
    expect(screen.getByRole('radio', { name: /Production/ })).not.toBeChecked();
  });

  it('sets the id of the chosen environment', async () => {
    const chosen: string[] = [];
    render(<Form onChange={value => chosen.push(value)} />);
    await userEvent.click(await screen.findByText('Production'));
    expect(chosen).toEqual(['prod']);
    expect(screen.getByRole('radio', { name: /Production/ })).toBeChecked();
  });

  it('supports the keyboard', async () => {
    const chosen: string[] = [];
    render(<Form initial="dev" onChange={value => chosen.push(value)} />);
    const development = await screen.findByRole('radio', {
      name: /Development/,
    });
    expect(development).toBeChecked();
    act(() => development.focus());
    await userEvent.keyboard('{ArrowDown}');
    expect(chosen).toEqual(['prod']);
  });

  it('rejects an id that is not in the list', async () => {
    render(<Form initial="staging" />);
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'You cannot use the environment "staging"',
    );
    screen
      .getAllByRole('radio')
      .forEach(radio => expect(radio).not.toBeChecked());
  });

  it('shows the missing permission if there is no environment', async () => {
    render(<Form />, async () => []);
    expect(
      await screen.findByText('No environments available to you'),
    ).toBeInTheDocument();
    expect(screen.queryByRole('radio')).not.toBeInTheDocument();
  });

  it('retries after a failure', async () => {
    let isResponding = false;
    render(<Form />, async () => {
      if (!isResponding) {
        throw new TypeError('Failed to fetch');
      }
      return environments;
    });
    expect(
      await screen.findByText('Failed to load the environments'),
    ).toBeInTheDocument();
    isResponding = true;
    await userEvent.click(screen.getByRole('button', { name: 'Retry' }));
    expect(
      await screen.findByRole('radio', { name: /Development/ }),
    ).toBeInTheDocument();
  });
});

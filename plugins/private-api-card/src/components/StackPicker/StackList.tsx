import type { FieldExtensionComponentProps } from '@backstage/plugin-scaffolder-react';
import { Radio, RadioGroup, SearchField } from '@backstage/ui';
import type { LeftoverStackView } from '@private-serverless/backstage-plugin-private-api-common';
import { useState } from 'react';
import styles from './StackPicker.module.css';

/** From this number on, the list can be searched. */
const MIN_SEARCHABLE = 8;

/** Leftover stacks to choose from, with who may destroy each. */
export function StackList(
  props: Pick<
    FieldExtensionComponentProps<string>,
    'formData' | 'onChange' | 'schema' | 'uiSchema' | 'required' | 'rawErrors'
  > & { stacks: LeftoverStackView[] },
) {
  const { formData, onChange, schema, uiSchema, required, rawErrors } = props;
  const [search, setSearch] = useState('');
  const title = uiSchema?.['ui:title'] ?? schema.title ?? 'Stack';
  const wanted = search.trim().toLocaleLowerCase('en-US');
  const shown = props.stacks.filter(
    stack =>
      stack.stackArn === formData ||
      [stack.stackName, stack.entityRef, stack.owner ?? ''].some(text =>
        text.toLocaleLowerCase('en-US').includes(wanted),
      ),
  );
  return (
    <div className={styles.picker}>
      {props.stacks.length >= MIN_SEARCHABLE && (
        <SearchField
          label="Search stacks"
          placeholder="Name or owner"
          value={search}
          onChange={setSearch}
        />
      )}
      <RadioGroup
        label={title}
        description={uiSchema?.['ui:description'] ?? schema.description}
        isRequired={required}
        isInvalid={(rawErrors?.length ?? 0) > 0}
        value={formData ?? null}
        onChange={onChange}
      >
        {shown.map(stack => (
          <Radio
            key={stack.stackArn}
            value={stack.stackArn}
            className={styles.option}
          >
            <span className={styles.text}>
              <strong>{stack.stackName}</strong>
              <span>
                {stack.status} · {stack.entityRef}
              </span>
              <span>{ownership(stack)}</span>
            </span>
          </Radio>
        ))}
      </RadioGroup>
      {shown.length === 0 && (
        <p role="status" className={styles.note}>
          No stack matches "{search}".
        </p>
      )}
    </div>
  );
}

function ownership({ owner, isOwned }: LeftoverStackView): string {
  if (!owner) {
    return 'Owner not recorded. You can destroy the stack only if you started the task that made it';
  }
  return isOwned
    ? `Owner: ${owner}`
    : `Owner: ${owner}. You do not belong to it, so you can destroy the stack only if you started the task that made it`;
}

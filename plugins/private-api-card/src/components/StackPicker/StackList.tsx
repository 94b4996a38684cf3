import type { FieldExtensionComponentProps } from '@backstage/plugin-scaffolder-react';
import { Radio, RadioGroup, SearchField } from '@backstage/ui';
import type { LeftoverStackView } from '@private-serverless/backstage-plugin-private-api-common';
import { useState } from 'react';
import type { Translate } from '../../translation';
import { useTranslate } from '../../useTranslate';
import styles from './StackPicker.module.css';

/** Minimum number of stacks for which the list has a search field. */
const minSearchable = 8;

/** Leftover stacks to choose from. Shows the owner of each, and whether the user can destroy it. */
export function StackList(
  props: Pick<
    FieldExtensionComponentProps<string>,
    'formData' | 'onChange' | 'schema' | 'uiSchema' | 'required' | 'rawErrors'
  > & { stacks: LeftoverStackView[] },
) {
  const { formData, onChange, schema, uiSchema, required, rawErrors } = props;
  const t = useTranslate();
  const [search, setSearch] = useState('');
  const title =
    uiSchema?.['ui:title'] ?? schema.title ?? t('stackPicker.label');
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
      {props.stacks.length >= minSearchable && (
        <SearchField
          label={t('stackPicker.search')}
          placeholder={t('stackPicker.searchPlaceholder')}
          value={search}
          onChange={setSearch}
        />
      )}
      <RadioGroup
        label={title}
        description={uiSchema?.['ui:description'] ?? schema.description}
        isRequired={required}
        isInvalid={(rawErrors?.length ?? 0) > 0}
        // Otherwise the browser rejects the next submit because of the error of the last one.
        validationBehavior="aria"
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
              <span>{ownership(t, stack)}</span>
            </span>
          </Radio>
        ))}
      </RadioGroup>
      {shown.length === 0 && (
        <p role="status" className={styles.note}>
          {t('stackPicker.noMatch', { search })}
        </p>
      )}
    </div>
  );
}

function ownership(t: Translate, stack: LeftoverStackView): string {
  const { owner, isOwned } = stack;
  if (!owner) {
    return t('stackPicker.owner.notRecorded');
  }
  return isOwned
    ? t('stackPicker.owner.own', { owner })
    : t('stackPicker.owner.other', { owner });
}

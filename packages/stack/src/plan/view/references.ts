import { Unknown, type Shape } from './Shape';
import type { StackView } from './StackView';

const reference = /\$\{([A-Za-z0-9]+)(?:\.([\w.:]+))?\}/g;
const wholeReference = /^\$\{([A-Za-z0-9]+)(?:\.[\w.:]+)?\}$/;

/** The logical ID of the resource that a value refers to. Undefined for every other value. */
export function referredId(
  value: Shape | undefined,
  view: StackView,
): string | undefined {
  if (typeof value !== 'string') return undefined;
  const id = wholeReference.exec(value)?.[1];
  return id !== undefined && view.has(id) ? id : undefined;
}

/** The logical IDs of the resources that a text refers to. */
export function referredIds(text: string, view: StackView): string[] {
  return [...text.matchAll(reference)]
    .map(([, id]) => id!)
    .filter(id => view.has(id));
}

/** A value as the plan displays it: `Items` for the ARN of the resource Items, `…/<Items>/*` inside a longer text. */
export function shownValue(value: Shape | undefined, view: StackView): string {
  if (value === undefined) return '(none)';
  if (value instanceof Unknown) return '(unknown)';
  if (typeof value !== 'string') return shownText(JSON.stringify(value), view);
  return referredId(value, view) ?? shownText(value, view);
}

function shownText(text: string, view: StackView): string {
  return text.replace(reference, (whole, id: string, attribute?: string) => {
    if (!view.has(id)) return whole;
    return attribute && attribute !== 'Arn'
      ? `<${id}.${attribute}>`
      : `<${id}>`;
  });
}

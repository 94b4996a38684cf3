import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { isMap, isSeq, parseDocument, type YAMLMap } from 'yaml';
import type { Instruction, Place } from './instructions';

/**
 * Changes a file of the app according to an instruction.
 *
 * @returns the number of lines to write: all lines of the block except keys that the file already has
 * @throws Error if the file does not have the line in the instruction
 */
export function apply(app: string, instruction: Instruction): number {
  const { does, file, text } = instruction;
  const target = path.join(app, file);
  const before = existsSync(target) ? readFileSync(target, 'utf8') : '';
  const lines = text.split('\n').filter(line => line.trim() !== '').length;
  if (does === 'merge') {
    const { result, known } = merge(before, text);
    writeFileSync(target, result);
    return lines - known;
  }
  writeFileSync(
    target,
    does === 'imports'
      ? afterImports(before, text)
      : placed(before, text, does as Place, file),
  );
  return lines;
}

function placed(
  before: string,
  text: string,
  { where, line }: Place,
  file: string,
): string {
  const lines = before.split('\n');
  const index = lines.findIndex(each => each.includes(line));
  if (index < 0) throw new Error(`${file} does not have a line with '${line}'`);
  const removed = where === 'instead of' ? 1 : 0;
  lines.splice(where === 'after' ? index + 1 : index, removed, text.trimEnd());
  return lines.join('\n');
}

/** Inserts text after the last import of a module. */
function afterImports(before: string, text: string): string {
  const end = [...before.matchAll(/^(?:import|\} from) .*;$/gm)].at(-1)!;
  const at = end.index + end[0].length;
  return `${before.slice(0, at)}\n${text.trimEnd()}${before.slice(at)}`;
}

/** Adds keys and list items to a YAML file. `known` counts the keys of the block that the file already has on their own lines. */
function merge(
  before: string,
  text: string,
): { result: string; known: number } {
  const document = parseDocument(before);
  const addition = parseDocument(text).contents as YAMLMap;
  let known = 0;
  const whole = isMap(document.contents) ? document : parseDocument('{}\n');
  const add = (target: YAMLMap, source: YAMLMap) => {
    for (const { key, value } of source.items) {
      const name = String(key);
      const existing = target.get(name, true) as unknown;
      if (isMap(existing) && isMap(value)) {
        known += 1;
        add(existing, value);
      } else if (isSeq(existing) && isSeq(value)) {
        known += 1;
        existing.items.push(...value.items);
      } else if (target.has(name) && isEmpty(target.get(name))) {
        known += 1;
        target.set(name, value);
      } else {
        target.set(name, value);
      }
    }
  };
  add(whole.contents as YAMLMap, addition);
  return { result: whole.toString(), known };
}

function isEmpty(value: unknown): boolean {
  return value === null || value === undefined;
}

import { performance } from 'node:perf_hooks';
import { TemplateError } from '@private-serverless/template';
import { verifyTemplate } from '../verify';
import type { Verdict } from '../Verdict';
import { disguise } from './disguise';
import { hide } from './hide';
import { mutate } from './mutate';
import type { Opening } from './openings';
import { privateTemplate } from './privateTemplate';
import { Random } from './Random';
import { write } from './write';

/** Maximum time of a case, in milliseconds. Generous: only a case that never ends must fail on a busy machine. */
const maxMs = 20_000;

/** The day of every case, so that a case stays the same. */
const now = new Date('2026-11-29T00:00:00Z');

/** A private template, with values that are written in other ways. */
export function privateText(seed: number): string {
  const random = new Random(seed);
  const template = privateTemplate(random);
  disguise(random, template, random.pick([0, 0.1, 0.4]));
  return write(random, template);
}

/** A private template with one opening, which may depend on a condition. */
export function openText(seed: number, open: Opening): string {
  const random = new Random(seed);
  const template = privateTemplate(random);
  const before = structuredClone(template);
  open(template);
  if (random.chance(0.3)) hide(random, before, template);
  disguise(random, template, random.pick([0, 0.1, 0.4]));
  return write(random, template);
}

/** A private template whose text was changed at random. */
export function mutatedText(seed: number): string {
  const random = new Random(seed);
  return mutate(random, privateText(seed));
}

/**
 * Verifies a template twice, to check that the verdict is the same.
 *
 * @returns undefined for a text that is not a valid template
 * @throws Error if the verdicts differ, or take too long
 */
export function verdictOf(template: string): Verdict | undefined {
  const begin = performance.now();
  const verdict = verdictOrError(template);
  const again = verdictOrError(template);
  const ms = performance.now() - begin;
  if (ms > maxMs) throw new Error(`The case takes ${ms.toFixed(0)} ms.`);
  if (JSON.stringify(verdict) !== JSON.stringify(again)) {
    throw new Error('The verdicts of one template differ.');
  }
  return verdict;
}

function verdictOrError(template: string): Verdict | undefined {
  try {
    return verifyTemplate({ template, now });
  } catch (error) {
    if (error instanceof TemplateError) return undefined;
    throw error;
  }
}

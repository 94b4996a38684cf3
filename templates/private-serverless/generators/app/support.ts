import type { Answers } from './answers.ts';
import type { Problem } from './problems.ts';

/** What is valid but can't be generated yet. */
export function unsupported(answers: Answers): Problem[] {
  const problems: Problem[] = [];
  const refuse = (field: keyof Answers, supported: string) =>
    problems.push({
      field,
      value: answers[field],
      message: `not yet supported: use ${supported}`,
    });

  if (answers.network !== 'new') {
    refuse('network', 'new');
  }
  if (answers.entry !== 'endpoint') {
    refuse('entry', 'endpoint');
  }
  if (answers.authorization !== 'none') {
    refuse('authorization', 'none');
  }
  if (answers.frontend !== 'none') {
    refuse('frontend', 'none');
  }
  if (answers.data.some(kind => kind !== 'dynamodb')) {
    refuse('data', '[] or ["dynamodb"]');
  }
  if (answers.services.length > 0) {
    refuse('services', '[]');
  }
  if (Object.values(answers.consumers ?? {}).some(list => list.length > 0)) {
    refuse('consumers', 'none');
  }
  if (answers.mtls) {
    refuse('mtls', 'false');
  }
  if (answers.waf) {
    refuse('waf', 'false');
  }
  return problems;
}

import type { Answers } from './answers.ts';
import type { Problem } from './problems.ts';

/** Returns the answers that are valid but not supported by this version. */
export function unsupported(answers: Answers): Problem[] {
  const problems: Problem[] = [];
  const reject = (field: keyof Answers, supported: string) =>
    problems.push({
      field,
      value: answers[field],
      message: `not yet supported. Use ${supported}`,
    });

  if (answers.authorization !== 'none') {
    reject('authorization', 'none');
  }
  if (answers.frontend !== 'none') {
    reject('frontend', 'none');
  }
  if (answers.data.some(kind => kind !== 'dynamodb')) {
    reject('data', '[] or ["dynamodb"]');
  }
  if (answers.services.length > 0) {
    reject('services', '[]');
  }
  if (Object.values(answers.consumers ?? {}).some(list => list.length > 0)) {
    reject('consumers', 'none');
  }
  if (answers.mtls) {
    reject('mtls', 'false');
  }
  if (answers.waf) {
    reject('waf', 'false');
  }
  return problems;
}

import { InvalidArgumentError, Option } from 'commander';

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/resources-section-structure.html */
const logicalId = /^[A-Za-z0-9]+$/;
/** The logical ID, or that of a nested stack and of a resource in it. */
const logicalIdInNested = /^[A-Za-z0-9]+(\.[A-Za-z0-9]+)?$/;

/** `--retain <id...>`: resources that stay in AWS. CloudFormation accepts resources of the stack itself only. */
export function retainOption(description: string): Option {
  return new Option('--retain <id...>', description).argParser(
    collect(
      logicalId,
      'Use logical IDs of the template, separated by spaces, such as --retain Table Bucket.',
    ),
  );
}

/** `--skip <id...>`: resources that a rollback skips. */
export function skipOption(description: string): Option {
  return new Option('--skip <id...>', description).argParser(
    collect(
      logicalIdInNested,
      'Use logical IDs of the template, separated by spaces, such as --skip Rule Nested.Function.',
    ),
  );
}

/** Collects the values of an option that may be repeated, each once. */
function collect(pattern: RegExp, whatToDo: string) {
  return (value: string, before: string[] = []): string[] => {
    if (!pattern.test(value)) throw new InvalidArgumentError(whatToDo);
    return [...new Set([...before, value])];
  };
}

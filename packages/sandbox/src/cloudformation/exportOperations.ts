import { validationError } from '../protocol/errors';
import { QueryOperation } from '../protocol/query';
import { CloudFormationContext } from './operations';
import { page } from './paging';

/** ListExports and ListImports. */
export function exportOperations({
  stacks,
}: CloudFormationContext): Record<string, QueryOperation> {
  return {
    ListExports: {
      parameters: ['NextToken'],
      run(request) {
        const { items, next } = page(stacks.exports.list(), request);
        return {
          Exports: items.map(({ name, value, stack }) => ({
            ExportingStackId: stack.id,
            Name: name,
            Value: value,
          })),
          NextToken: next,
        };
      },
    },
    ListImports: {
      parameters: ['ExportName', 'NextToken'],
      run(request) {
        const name = request.required('ExportName');
        const importers = stacks.exports.importers(name);
        if (importers.length === 0) {
          throw validationError(
            `Export '${name}' is not imported by any stack.`,
          );
        }
        const { items, next } = page(importers, request);
        return { Imports: items, NextToken: next };
      },
    },
  };
}

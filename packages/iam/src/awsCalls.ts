import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

/** An AWS call in the sources. */
export type AwsCall = {
  /** Path from the repository's root. */
  file: string;
  /** Name of the SDK's command without `Command`, or `Upload` of `@aws-sdk/lib-storage`. */
  call: string;
};

/** Imports from the SDK that do not call AWS. */
const makesNoCall = /(Client|Exception|^NoSuchKey)$/;

/**
 * Finds the AWS calls of the sources below a folder: commands that are created, and uploads. Ignores tests and their
 * utilities.
 *
 * @throws Error with the file and line of an import from the SDK of an unknown kind, so that no call is missed
 */
export function findAwsCalls(root: string, folder: string): AwsCall[] {
  const calls = sourceFiles(path.join(root, folder)).flatMap(absolute =>
    callsOf(
      path.relative(root, absolute).split(path.sep).join('/'),
      readFileSync(absolute, 'utf8'),
    ),
  );
  return calls;
}

function sourceFiles(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap(entry => {
      const absolute = path.join(folder, entry.name);
      if (entry.isDirectory()) {
        return entry.name.startsWith('__') ? [] : sourceFiles(absolute);
      }
      const isSource = /\.tsx?$/.test(entry.name);
      return isSource && !/\.test\.tsx?$/.test(entry.name) ? [absolute] : [];
    });
}

/** Returns the AWS calls in the text of one source file, unique and sorted. */
export function callsOf(file: string, text: string): AwsCall[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  /** Local name of an import from the SDK → name in the SDK. */
  const imported = new Map<string, string>();
  const calls = new Set<string>();
  /** Imported commands without a `new` yet. A command that is assigned to another name would be missed. */
  const notCreated = new Map<string, ts.Node>();

  const reject = (node: ts.Node, what: string): never => {
    const { line } = source.getLineAndCharacterOfPosition(node.getStart());
    throw new Error(
      `${file}:${
        line + 1
      }: ${what}. Import commands by name and create them with new, so that the IAM policies include them.`,
    );
  };

  const readImport = ({
    importClause,
    moduleSpecifier,
  }: ts.ImportDeclaration) => {
    const from = (moduleSpecifier as ts.StringLiteral).text;
    if (!isSdk(from) || !importClause || importClause.isTypeOnly) return;
    const { namedBindings } = importClause;
    if (!namedBindings || !ts.isNamedImports(namedBindings)) {
      reject(importClause, `'${from}' is imported as a namespace`);
      return;
    }
    for (const element of namedBindings.elements) {
      if (element.isTypeOnly) continue;
      const name = (element.propertyName ?? element.name).text;
      const isCall = name.endsWith('Command') || name === 'Upload';
      if (!isCall && !makesNoCall.test(name)) {
        reject(element, `'${name}' of '${from}' is of an unknown kind`);
      }
      imported.set(element.name.text, name);
      if (isCall) notCreated.set(name, element);
    }
  };

  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) readImport(node);
    if (
      ts.isExportDeclaration(node) &&
      !node.isTypeOnly &&
      node.moduleSpecifier &&
      isSdk((node.moduleSpecifier as ts.StringLiteral).text)
    ) {
      reject(node, `${node.moduleSpecifier.getText()} is re-exported`);
    }
    const dynamic =
      ts.isCallExpression(node) &&
      (node.expression.kind === ts.SyntaxKind.ImportKeyword ||
        (ts.isIdentifier(node.expression) &&
          node.expression.text === 'require')) &&
      node.arguments[0];
    if (dynamic && ts.isStringLiteral(dynamic) && isSdk(dynamic.text)) {
      reject(node, `'${dynamic.text}' is loaded at run time`);
    }
    if (ts.isNewExpression(node) && ts.isIdentifier(node.expression)) {
      const name = imported.get(node.expression.text);
      if (name) notCreated.delete(name);
      if (name?.endsWith('Command')) calls.add(name.slice(0, -7));
      if (name === 'Upload') calls.add(name);
    }
    ts.forEachChild(node, visit);
  };

  visit(source);
  for (const [name, element] of notCreated) {
    reject(element, `'${name}' is imported but not created`);
  }
  return [...calls].map(call => ({ file, call }));
}

function isSdk(specifier: string): boolean {
  return specifier.startsWith('@aws-sdk/');
}

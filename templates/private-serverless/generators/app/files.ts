import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import type { Answers } from './answers.ts';
import { healthPath, renderCatalogInfo } from './catalog-info.ts';
import {
  chooseFragments,
  hasApi,
  hasLoadBalancer,
} from './choose-fragments.ts';
import { describeNetwork } from './describe-network.ts';
import type { Environment } from './environment.ts';
import { targetGroupName } from './load-balancer.ts';
import { packagePath, templateVersion } from './package-root.ts';
import {
  domainNameOf,
  type KeptRange,
  renderParameters,
  stackName,
} from './parameters.ts';
import { renderTemplate } from './template.ts';

/** A file of the generated repository: a text, or an EJS template of the skeleton. Paths use `/`. */
export type ProjectFile =
  | { path: string; text: string }
  | { path: string; skeleton: string };

type Manifest = {
  scripts?: Record<string, string>;
  devDependencies: Record<string, string>;
} & Record<string, unknown>;

const manifestName = 'package.json';

/** Returns every file of the repository for these answers. */
export function projectFiles(
  answers: Answers,
  environment: Environment,
  range: KeptRange = {},
): ProjectFile[] {
  const template = renderTemplate(answers, environment);
  const parametersPath = `infrastructure/parameters.${environment.id}.json`;
  const skeletons = chooseSkeletons(answers, environment);
  return [
    ...skeletonFiles(skeletons).filter(({ path }) => path !== manifestName),
    { path: manifestName, text: renderManifest(answers, skeletons) },
    { path: 'infrastructure/template.yaml', text: template },
    {
      path: parametersPath,
      text: toJson(
        renderParameters(template, environment, range, {
          domainName: domainNameOf(answers, environment),
          targetGroupName: targetGroupName(stackName(answers, environment)),
        }),
      ),
    },
    {
      path: 'private-serverless.json',
      text: toJson({
        generator: 'generator-private-serverless',
        templateVersion,
        template: 'infrastructure/template.yaml',
        stackName: stackName(answers, environment),
        parameters: parametersPath,
        privacy: recordPrivacy(environment),
        answers,
      }),
    },
    { path: 'catalog-info.yaml', text: renderCatalogInfo(answers) },
    {
      path: 'mkdocs.yml',
      text: stringify({
        site_name: answers.name,
        site_description: answers.description,
        nav: [{ Home: 'index.md' }],
        // No assets from public hosts: without internet access, TechDocs waits for them before it shows a page. The
        // TechDocs plugin sets its own theme, where it is installed.
        theme: { name: 'mkdocs', highlightjs: false },
      }),
    },
  ];
}

/**
 * What the proof of the repository needs to know about the environment, so that its continuous integration agrees with the
 * deploy, which uses the environment itself.
 */
function recordPrivacy({ kmsKeyArn, privacy, production }: Environment) {
  const { exceptions, newRules, severity } = privacy ?? {};
  return {
    production: production ?? false,
    customerKey: kmsKeyArn !== undefined,
    severity,
    exceptions,
    newRules,
  };
}

/** Variables of the skeleton's EJS templates. */
export function skeletonData(answers: Answers, environment: Environment) {
  return {
    answers,
    environment,
    network: describeNetwork(answers, environment),
    zoneVpcs: environment.network?.new?.associateZoneVpcIds?.length ?? 0,
    dynamodb: answers.data.includes('dynamodb'),
    domainName: domainNameOf(answers, environment),
    hasApi: hasApi(answers),
    hasLoadBalancer: hasLoadBalancer(answers),
    healthPath,
    stackName: stackName(answers, environment),
    templateVersion,
  };
}

/** Folders of the skeleton to copy for these answers. */
function chooseSkeletons(answers: Answers, environment: Environment): string[] {
  const fragments = chooseFragments(answers, environment);
  const controlPlane = [
    'zone-association',
    'target-sync',
    'pinned-targets',
  ].filter(name => fragments.includes(name));
  return [
    'common',
    hasApi(answers) ? 'api' : 'load-balancer',
    answers.data.includes('dynamodb') ? 'dynamodb' : 'hello',
    ...(controlPlane.length > 0 ? ['control-plane'] : []),
    ...controlPlane,
    ...(answers.ci === 'github-actions' ? ['github-actions'] : []),
  ];
}

function skeletonFiles(
  skeletons: string[],
): Array<{ path: string; skeleton: string }> {
  return skeletons.flatMap(skeleton =>
    readdirSync(packagePath(`skeleton/${skeleton}`), {
      recursive: true,
      withFileTypes: true,
    })
      .filter(entry => entry.isFile())
      .map(entry => {
        const file = join(entry.parentPath, entry.name);
        const path = file
          .slice(packagePath(`skeleton/${skeleton}`).length + 1)
          .replaceAll('\\', '/');
        return { path: unpackedPath(path), skeleton: `${skeleton}/${path}` };
      }),
  );
}

/** npm excludes dotfiles and a nested package.json from a package, so the skeleton stores them with an underscore. */
function unpackedPath(path: string): string {
  return path
    .split('/')
    .map(part => (part.startsWith('_') ? dotted(part.slice(1)) : part))
    .join('/');
}

function dotted(name: string): string {
  return name === manifestName ? name : `.${name}`;
}

/** Merges the package.json parts of the skeletons, with the service's name and description. */
function renderManifest(answers: Answers, skeletons: string[]): string {
  const parts = skeletons.flatMap(skeleton => {
    try {
      const file = packagePath(`skeleton/${skeleton}/_package.json`);
      return [JSON.parse(readFileSync(file, 'utf8')) as Manifest];
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
        return [];
      }
      throw error;
    }
  });
  const dependencies = parts.flatMap(part =>
    Object.entries(part.devDependencies),
  );
  const { 'deployment-id': deploymentId, ...scripts } = parts[0]?.scripts ?? {};
  return toJson({
    ...parts[0],
    ...(hasApi(answers) ? {} : { scripts }),
    name: answers.name,
    description: answers.description,
    devDependencies: Object.fromEntries(
      dependencies.sort(([a], [b]) => (a < b ? -1 : 1)),
    ),
  });
}

function toJson(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

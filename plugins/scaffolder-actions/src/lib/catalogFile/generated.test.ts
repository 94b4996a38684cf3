import { loadAll } from 'js-yaml';
import { generatedFile, randomOf } from './__testUtils__/generatedFiles';
import { recordOf, stackArn } from './__testUtils__/records';
import { recordInCatalog } from './recordInCatalog';

const files = 1500;
const own = ['stack-arn', 'service-url'].map(
  name => `private-serverless.dev/${name}`,
);
const gone = 'orders-gone';

type Value = any;

/** The entities of a file as another parser reads them, which resolves `<<` keys. */
function entitiesOf(text: string): Value[] {
  return (loadAll(text.replace(/^\uFEFF/, '')) as Value[]).filter(Boolean);
}

const isOurs = ({ kind, metadata }: Value) =>
  kind === 'Resource' &&
  metadata.annotations?.['private-serverless.dev/recorded-from'] === stackArn;

const isComponent = ({ kind, metadata }: Value) =>
  /^component$/i.test(kind) &&
  /^orders$/i.test(metadata.name) &&
  (metadata.namespace ?? 'default') === 'default';

const isOurReference = (item: string) =>
  /^resource:(default\/)?orders-(gone|items|next-items)$/.test(item);

/** A file without everything that recording writes. What is empty then counts as absent. */
function withoutOurs(text: string): Value[] {
  return entitiesOf(text)
    .filter(entity => !isOurs(entity))
    .map(entity => {
      if (!isComponent(entity)) return entity;
      const { metadata, spec, ...rest } = entity;
      const { annotations, ...named } = metadata;
      const { dependsOn, ...others } = spec ?? {};
      const noted = Object.entries(annotations ?? {}).filter(
        ([name]) => !own.includes(name),
      );
      const items = (dependsOn ?? []).filter(
        (item: string) => !isOurReference(item),
      );
      return {
        ...rest,
        metadata: named,
        spec: others,
        annotations: Object.fromEntries(noted),
        dependsOn: items,
      };
    });
}

const commentsOf = (text: string) =>
  [
    ...text.matchAll(
      /# (head|why|tail|between|end of \w+|by hand|first|last|only this|and this|on call|mail)\b/g,
    ),
  ].map(([comment]) => comment);

const url = 'https://a-vpce-1.execute-api.eu-central-1.amazonaws.com/live';

describe('generated catalog files', () => {
  const outcomes = { edited: 0, refused: 0 };

  it.each(Array.from({ length: 30 }, (_, part) => part))(
    'keep the entities that recordOutputs did not write, part %i',
    part => {
      for (let at = 0; at < files / 30; at++) {
        const seed = part * (files / 30) + at;
        const { text, isOrdinary } = generatedFile(randomOf(seed));
        const record = recordOf(['Items'], { [own[1]]: url });
        try {
          check(
            text,
            recordInCatalog(text, 'catalog-info.yaml', record),
            record,
          );
          outcomes.edited += 1;
        } catch (error) {
          const { message } = error as Error;
          if (
            isOrdinary ||
            !/^catalog-info\.yaml:\d+: .*The file was not changed\.$/.test(
              message,
            )
          ) {
            throw new Error(`seed ${seed}: ${message}\n${text}`, {
              cause: error,
            });
          }
          outcomes.refused += 1;
        }
      }
      expect(outcomes.edited).toBeGreaterThan(0);
    },
  );

  it('can be edited in most cases', () => {
    expect(outcomes.edited + outcomes.refused).toBe(files);
    expect(outcomes.edited).toBeGreaterThan(files * 0.4);
    expect(outcomes.refused).toBeGreaterThan(files / 10);
  });

  function check(
    before: string,
    after: string,
    record: ReturnType<typeof recordOf>,
  ) {
    expect(withoutOurs(after)).toEqual(withoutOurs(before));
    const entities = entitiesOf(after);
    const component = entities.find(isComponent);
    expect(component.metadata.annotations).toMatchObject(record.annotations);
    expect(component.spec.dependsOn.filter(isOurReference)).toEqual(
      expect.arrayContaining([expect.stringMatching(/orders-items$/)]),
    );
    expect(after).not.toContain(`name: ${gone}`);
    // If the document of a Resource is removed, the reference to it is removed too.
    const isGone = (item: string) => item.endsWith(gone);
    const references = before.includes(`name: ${gone}`)
      ? []
      : entitiesOf(before).find(isComponent).spec?.dependsOn?.filter(isGone);
    expect(component.spec.dependsOn.filter(isGone)).toEqual(references ?? []);
    const ours = entities.filter(isOurs);
    for (const { metadata } of ours) {
      expect(metadata.annotations['private-serverless.dev/physical-id']).toBe(
        'id-of-Items',
      );
    }
    expect(commentsOf(after)).toEqual(commentsOf(before));
    expect(after.startsWith('\uFEFF')).toBe(before.startsWith('\uFEFF'));
    expect(/(?<!\r)\n/.test(after)).toBe(
      /(?<!\r)\n/.test(before) || !before.includes('\r\n'),
    );
    expect(recordInCatalog(after, 'catalog-info.yaml', record)).toBe(after);
  }
});

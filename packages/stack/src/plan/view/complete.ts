import { isSame } from './compare';
import { isMap, member, type Shape, toMap, Unknown } from './Shape';

/**
 * Completes the value of a template with the value in a change set. The template's value has priority, because it names
 * the resources that it refers to. The change set has the values that only AWS can resolve.
 */
export function complete(
  ofTemplate: Shape | undefined,
  ofChangeSet: Shape | undefined,
): Shape | undefined {
  if (ofChangeSet === undefined) return ofTemplate;
  if (ofTemplate === undefined) return ofChangeSet;
  if (ofTemplate instanceof Unknown) {
    return ofChangeSet instanceof Unknown ? ofTemplate : ofChangeSet;
  }
  if (Array.isArray(ofTemplate)) {
    if (!Array.isArray(ofChangeSet)) return ofTemplate;
    // A list whose length differs comes from a part that only AWS could resolve.
    if (ofTemplate.length !== ofChangeSet.length) return ofChangeSet;
    return ofTemplate.map((item, index) => complete(item, ofChangeSet[index])!);
  }
  if (!isMap(ofTemplate) || !isMap(ofChangeSet)) return ofTemplate;
  const names = new Set([
    ...Object.keys(ofTemplate),
    ...Object.keys(ofChangeSet),
  ]);
  return toMap(
    [...names].map(name => [
      name,
      complete(member(ofTemplate, name), member(ofChangeSet, name)),
    ]),
  );
}

/**
 * The actual value of a resource that was changed by hand. Where it is the same before and after the change set, the
 * template's value has priority, because it names the resources that it refers to.
 *
 * @param ofChangeSet - the value on this side of the change set
 * @param otherSide - the value on its other side
 */
export function completeActual(
  ofTemplate: Shape | undefined,
  ofChangeSet: Shape | undefined,
  otherSide: Shape | undefined,
): Shape | undefined {
  if (isSame(ofChangeSet, otherSide)) return complete(ofTemplate, ofChangeSet);
  if (!isMap(ofTemplate) || !isMap(ofChangeSet) || !isMap(otherSide)) {
    return ofChangeSet;
  }
  return toMap(
    Object.keys(ofChangeSet).map(name => [
      name,
      completeActual(
        member(ofTemplate, name),
        member(ofChangeSet, name),
        member(otherSide, name),
      ),
    ]),
  );
}

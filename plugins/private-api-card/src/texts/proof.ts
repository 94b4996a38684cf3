/** Texts of the privacy proof. */
export const proofTexts = {
  'proof.title': 'Privacy proof',
  'proof.loading': 'Loading the privacy proof…',
  'proof.verdict.private': 'Private',
  'proof.verdict.violated': 'Not private',
  'proof.verdict.unproven': 'Not proven private',
  'proof.verdict.before': '{{verdict}} at the time of the proof',
  'proof.explain.private':
    'Every rule that decides is proven for the live template, or does not apply to it.',
  'proof.explain.violated':
    'The live template violates a rule that decides. Start with the first finding. The state of the service is exposed only if the rule is about who can reach it.',
  'proof.explain.unproven':
    'A rule that decides cannot be proven for the live template. That does not mean that the service is public.',
  'proof.checked': 'checked {{time}}',
  'proof.notYet': 'Not verified yet',
  'proof.notYet.when':
    'The backend verifies the live template of the stack within some minutes of its deployment, and then once per day.',
  'proof.notBound':
    'There is no privacy proof, because no stack is bound to the entity.',
  'proof.outdated':
    'This proof is not current: the stack has changed since, or could not be verified for two days.',
  'proof.problem': 'The latest try failed: {{problem}}',
  'proof.problem.earlier': 'The proof below is an earlier one.',
  'proof.counts': 'Rules',
  'proof.count': '{{number}} {{status}}',
  'proof.status.proven': 'proven',
  'proof.status.violated': 'violated',
  'proof.status.unproven': 'unproven',
  'proof.status.excepted': 'excepted',
  'proof.status.not-applicable': 'not applicable',
  'proof.picture': 'Network',
  'proof.picture.alt':
    'Drawing of the network of stack {{stack}}. The text below it says the same.',
  'proof.picture.text': 'The drawing as text',
  'proof.findings': 'Findings',
  'proof.findings.none': 'No findings.',
  'proof.findings.more_one': 'Show {{count}} more finding',
  'proof.findings.more_other': 'Show {{count}} more findings',
  'proof.finding.subject': '{{rule}}: {{resource}}',
  'proof.finding.kind': '{{status}}, {{severity}}',
  'proof.finding.message': 'What',
  'proof.finding.place': 'Where',
  'proof.finding.why': 'Why it matters',
  'proof.finding.fix': 'What to do',
  'proof.finding.blocksFrom':
    'The stack had this before the rule existed. It counts as exposure from {{day}}.',
  'proof.finding.mayBeExcepted':
    'An exception in the repository may cover this. The live stack does not show exceptions.',
  'proof.severity.H': 'decides the verdict',
  'proof.severity.M': 'warning',
  'proof.severity.L': 'note',
  'proof.place': '{{path}}, line {{line}}',
  'proof.place.construct': '{{place}}, construct {{construct}}',
  'proof.notJudged': 'Not judged',
  'proof.notJudged.explain':
    'No rule judges these parts, so the proof says nothing about them.',
  'proof.notJudged.none': 'The rules judge every part of the template.',
  'proof.notJudged.resource': '{{resource}} ({{type}})',
  'proof.rules': 'Rules and evidence',
  'proof.rules.rule': 'Rule',
  'proof.rules.title': 'What it proves',
  'proof.rules.result': 'Result',
  'proof.rules.evidence': 'Evidence',
  'proof.evidence_one': '{{count}} place',
  'proof.evidence_other': '{{count}} places',
  'proof.evidence.none': 'None',
  'proof.evidence.item': '{{resource}}: {{message}} ({{place}})',
  'proof.omitted':
    'The proof is long. Left out: {{findings}} findings, {{evidence}} pieces of evidence and {{notJudged}} parts that are not judged.',
  'proof.template':
    'Proof of the processed template with SHA-256 {{hash}}, with the values of the parameters of the stack.',
  'proof.network': 'The existing network was described at {{time}}.',
  'proof.line': 'Privacy proof: {{verdict}}',
  'proof.line.details': 'Show the privacy proof',
} as const;

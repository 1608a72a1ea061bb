import type { Mining } from '../mining/mining.js';
import { clientScript } from './client-script.js';
import { contentSecurityPolicy } from './content-security.js';
import { wholeNumber } from './number-format.js';
import { shortName } from './plain-text.js';
import type { ReportData } from './report-data.js';
import { CausesSection } from './sections/causes-section.js';
import { CostSection } from './sections/cost-section.js';
import { Text } from './sections/elements.js';
import { FindingsSection } from './sections/findings-section.js';
import { KindsSection } from './sections/kinds-section.js';
import { LadderSection } from './sections/ladder-section.js';
import { MiningSection } from './sections/mining-section.js';
import { PairsSection } from './sections/pairs-section.js';
import { ProvenanceSection } from './sections/provenance-section.js';
import { RightSection } from './sections/right-section.js';
import { TrainingSection } from './sections/training-section.js';
import { VerdictSection } from './sections/verdict-section.js';
import { WeightsSection } from './sections/weights-section.js';
import { STYLE_SHEET } from './style-sheet.js';

const CONTENTS = [
  ['ladder', 'Ladder'],
  ['kinds', 'Kinds'],
  ['causes', 'Retriever or generator'],
  ['right', 'Consistent, but right?'],
  ['weights', 'Layer weights'],
  ['training', 'Training'],
  ['cost', 'Cost'],
  ['pairs', 'Pairs'],
  ['made', 'How it was made'],
] as const;

function Head({ title, script }: { title: string; script: string }) {
  return (
    <head>
      <meta charset="utf-8" />
      <meta http-equiv="Content-Security-Policy" content={contentSecurityPolicy(script)} />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <meta name="color-scheme" content="light dark" />
      <meta name="referrer" content="no-referrer" />
      <title>{shortName(title, 120)}</title>
      <style dangerouslySetInnerHTML={{ __html: STYLE_SHEET }} />
    </head>
  );
}

function DatasetLine({ dataset }: { dataset: ReportData['dataset'] }) {
  return (
    <p class="dataset">
      {wholeNumber(dataset.articles)} articles, {wholeNumber(dataset.trainQuestions)} training questions,{' '}
      {wholeNumber(dataset.testQuestions)} test questions, {wholeNumber(dataset.pairs)} pairs of a question and its
      rewording
    </p>
  );
}

/** The whole document. */
export function Page({ data, mining }: { data: ReportData; mining?: Mining | undefined }) {
  const script = clientScript();
  return (
    <html lang="en">
      <Head title={data.title} script={script} />
      <body>
        <a class="skip" href="#verdict">
          Skip to the verdict
        </a>
        <header>
          <h1>
            <Text value={data.title} limit={200} />
          </h1>
          <DatasetLine dataset={data.dataset} />
          <nav aria-label="Contents">
            <ul>
              {CONTENTS.map(([id, name]) => (
                <li key={id}>
                  <a href={`#${id}`}>{name}</a>
                </li>
              ))}
              {mining && (
                <li>
                  <a href="#mining">How users reword</a>
                </li>
              )}
            </ul>
          </nav>
        </header>
        <main>
          <VerdictSection data={data} />
          <FindingsSection data={data} />
          <LadderSection data={data} />
          <KindsSection data={data} />
          <CausesSection data={data} />
          <RightSection data={data} />
          <WeightsSection weights={data.weights} similarities={data.similarities} />
          <TrainingSection training={data.training} />
          <CostSection costs={data.costs} />
          <PairsSection data={data} />
          <MiningSection mining={mining} />
          <ProvenanceSection data={data} />
        </main>
        <script dangerouslySetInnerHTML={{ __html: script }} />
      </body>
    </html>
  );
}

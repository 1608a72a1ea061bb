import { readFileSync } from 'node:fs';
import { Generator } from './src/generation/generator.js';
import { Tokenizer } from './src/text/tokenizer.js';
import { DEFAULT_PROMPT, promptIds, ragMessages } from './src/text/prompt.js';
import { ReadingTask } from './recipes/tiny/reading-task.js';
import { Lexicon } from './recipes/tiny/lexicon.js';
import { rougeL } from './src/metrics/rouge.js';
import { readingInit, G } from './recipes/tiny/reading-init.js';
import { RandomStream } from './src/core/random.js';
const rd=(f:string)=>readFileSync(f,'utf8').trim().split('\n').map(l=>JSON.parse(l));
const pages=rd('recipes/tiny/corpus.jsonl'); const t=Tokenizer.load('.cache/pretrain/template');
const arts=rd('examples/bank-help/articles.jsonl'), qs=rd('examples/bank-help/train.jsonl');
const texts=[...pages.flatMap((p:any)=>[p.title,...p.sentences,...p.questions.flatMap((q:any)=>[q.question,q.also])]),...arts.flatMap((a:any)=>[a.title,a.text]),...qs.map((q:any)=>q.question)];
const task=new ReadingTask(pages,new Lexicon(texts),1) as any;
const config=JSON.parse(readFileSync('models/tiny/config.json','utf8'));
const one=(s:string)=>{const i=t.encode(s);if(i.length!==1)console.log('!',s,i);return i[0]};
const land={sentenceEnds:[one('.'),one(':')],answer:one('<|assistant|>'),beginning:0,question:one(' question')};
console.log(land, t.encode(' pages.').length);
async function evalAll(tag:string,show=0){
 const g=new Generator(config,readingInit(config,1,land),{threads:1});
 async function run(label:string, items:any[]){const pr=items.map(i=>promptIds(t,ragMessages(DEFAULT_PROMPT,[i.passage],i.question)));let sum=0,first=0;const out=await g.generate(pr,24);out.forEach((ids,k)=>{const it=items[k];const a=t.decode(ids);sum+=rougeL(it.answer,a).f1;if(t.encode(' '+it.answer)[0]===ids[0]||t.encode(it.answer)[0]===ids[0])first++;if(k<show)console.log('Q',it.question,'\n  P',it.passage.text,'\n  E',it.answer,'\n  A',a)});return `${label} first ${(first/items.length).toFixed(2)} rouge ${(sum/items.length).toFixed(3)}`}
 const r=[];for(const n of [2,4,6]) r.push(await run('scr'+n,Array.from({length:48},(_,i)=>task.scrambledItem(new RandomStream(99,'s'+i),n))));
 r.push(await run('bank',qs.filter((_:any,i:number)=>i%7===0).map((q:any)=>({passage:arts.find((a:any)=>a.id===q.article),question:q.question,answer:q.answer}))));
 console.log(tag,r.join(' | ')); await g.release();
}
await evalAll('base',3);
const tries=JSON.parse(process.argv[2]??'[]');
for(const tr of tries){const old={...G};Object.assign(G,tr);await evalAll(JSON.stringify(tr));Object.assign(G,old);}

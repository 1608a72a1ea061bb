/** Frequent misspellings of English words, with what was meant. */
const LIST = `
  abscence:absence accomodate:accommodate accomodation:accommodation acheive:achieve accross:across acount:account accout:account
  acounts:accounts adress:address addres:address adresses:addresses alot:lot apparant:apparent appartment:apartment
  aquire:acquire arguement:argument assesment:assessment availible:available availble:available avaliable:available
  becuase:because beleive:believe begining:beginning benifit:benefit bussiness:business buisness:business calender:calendar
  cancelation:cancellation catagory:category cemetary:cemetery changable:changeable cheif:chief collegue:colleague comming:coming
  commited:committed comunity:community concious:conscious definately:definitely definatly:definitely dependant:dependent
  diffrent:different dissapear:disappear dissapoint:disappoint documant:document embarass:embarrass enviroment:environment
  existance:existence experiance:experience facebok:facebook familar:familiar feburary:february finaly:finally foriegn:foreign
  fourty:forty foward:forward freind:friend garantee:guarantee gaurantee:guarantee goverment:government grammer:grammar
  happend:happened harrass:harass hieght:height identitiy:identity immediatly:immediately independant:independent
  insurence:insurance intrest:interest knowlege:knowledge libary:library lisence:license maintainance:maintenance
  managment:management messege:message millenium:millennium mispell:misspell mortage:mortgage morgage:mortgage neccessary:necessary
  necessery:necessary noticable:noticeable occassion:occasion occured:occurred occurence:occurrence offical:official
  oppurtunity:opportunity orginal:original pasword:password passwrod:password payed:paid paymet:payment paymnet:payment
  perminant:permanent persue:pursue posession:possession posible:possible prefered:preferred priviledge:privilege probaly:probably
  proccess:process profesional:professional publically:publicly quarentine:quarantine questionaire:questionnaire realy:really
  reccomend:recommend recomend:recommend recieve:receive recieved:received reciept:receipt refered:referred relevent:relevant
  remeber:remember rember:remember reponse:response restaraunt:restaurant responsability:responsibility seperate:separate
  shedule:schedule sieze:seize similiar:similar sincerly:sincerely succesful:successful successfull:successful suprise:surprise
  teh:the thier:their tommorow:tomorrow tommorrow:tomorrow tounge:tongue transfered:transferred transfering:transferring
  truely:truly unfortunatly:unfortunately untill:until usefull:useful vaccum:vacuum visable:visible wierd:weird wether:whether
  wich:which withdrawl:withdrawal writting:writing waht:what hwo:how taht:that yuo:you pls:please plz:please`;

/** The intended word of a lower-case misspelling. */
export const COMMON_MISSPELLINGS: ReadonlyMap<string, string> = new Map(
  LIST.trim()
    .split(/\s+/)
    .map((entry) => entry.split(':') as [string, string]),
);

/**
 * Nouns for things of which people have, send, make or meet one as well as several, so that "my card" and "my cards",
 * "delete files" and "delete a file" are asked for one another. Of any other noun that cannot be told: a person has one
 * opinion and one oven, and chops onions rather than an onion.
 */
const LIST = `
  account address adjustment agent agreement airline alarm album alert animal answer app appliance applicant application
  appointment article artist assignment attachment attempt attorney author backup badge bag bakery balance banner batch battery bed
  beneficiary bicycle bike bill bird blanket blog boat bond book booking bookmark boot border bottle box branch brand
  bridge broker brochure browser building bus button cable cake calculator calendar call camera campaign car card carpet
  cart case cashier cat certificate chair change channel character charge chart chat cheque child choice church city claim class
  client clock code coin collection column comment commit commitment committee company complaint computer condition consent
  contact container contract contractor conversation cookie copy country coupon course crime course crop cup cut-off cupboard currency
  customer dashboard database date deadline dealer degree debit debt decision deduction defect deposit description design desk detail
  device diagram dispute district doctor document dog domain donation door download draft drawer dress driver earring
  election email employee engine engineer entry envelope error essay estimate event exam exchange executor expense export
  extension factory farm farmer fault fee feed field file film filter fine fingerprint flag flat flatmate flight folder form
  formula fraudster friend fund game gap garden garment gift glass goal gym handset harm hat helmet hobby holder holiday
  horse home hospital hotel house icon image inbox inspection inspector instalment instruction insurer interview invitation
  invoice item jacket journey kettle key keyboard keypad keyword kid knife label ladder lamp laptop layer lawyer leaflet lease
  lecture lesson letter licence license limit link list loan lock locker log machine magazine manual map mask match meal
  medicine meeting member memo month merchant message method mistake mobile model monitor mortgage motorbike movie mug museum
  nation newspaper note notebook notice notification number nurse object offer office order organisation organization
  overdraft owner package page pair pan panel paper paragraph parcel partner party passcode passenger passport password
  patient payee penalty period payment pen pencil permit person pet phone photo photograph picture pie pilot PIN pipe pizza place plan planet
  plane plant plate player playlist plug podcast poem policy poll portion post poster pot prescription presentation printer
  prisoner prize problem product program programme project promise property provider pupil purchase query question queue
  quiz quote rate reader receipt recipe record recruiter referral refund region registration reminder repair reply report
  request reservation restriction result return review reward road robot room rota round-up rule salary sale saver scam scheme school
  screenshot script seat secret section seller sensor sentence server service session shelf ship shipment shirt shoe shop shopper
  signatory signature site slide slip snippet snowflake song spreadsheet stamp statement station sticker store story street student
  study summary supplier surgery survey sweep switch symbol symptom tab table tablet tag task tattoo taxi teacher
  tenant term test theorem thief ticket tile tool tooth tour town toy trace tracker train transaction transfer
  translation tree trial trip truck turbine tutorial tweet tyre umbrella uniform upload user vaccine valuation van vehicle venue
  version video visa visit visitor voucher wall wallet warning warrant watch webinar website wheel widget window withdrawal
  word worker workshop`;

const EVERYDAY = new Set(LIST.trim().toLowerCase().split(/\s+/));

/** Whether the singular of a noun is one that people ask about in either number. */
export function isEveryday(singular: string): boolean {
  return EVERYDAY.has(singular.toLowerCase());
}

export {
  Cart,
  type Checkout,
  EmptyCart,
  Favourites,
  type OrderAbout,
  type OrderAboutLine,
  type OrderBody,
} from './cart'
export {
  type CartLine,
  type Collection,
  type Collections,
  databaseName,
  type Favourite,
  openStore,
  type PhoneApp,
  Store,
  type StoreName,
} from './db'
export { Engine, type EngineOptions, type EngineState, startEngine } from './engine'
export { Line, type LineOptions } from './line'
export {
  type MediaItem,
  type MediaPiece,
  MediaQueue,
  type MediaState,
  type NewMedia,
  type PreparedMedia,
} from './media'
export { type LineAmounts, lineAmounts, type OrderAmounts, orderAmounts, priceAt, priceWithTax } from './money'
export { type Observable, Value } from './observable'
export {
  type Counts,
  type FlushResult,
  type NewItem,
  Outbox,
  OutboxError,
  type OutboxItem,
  type OutboxMethod,
  type OutboxState,
} from './outbox'
export { type Findable, type Found, SearchIndex } from './search'
export { type Here, PhoneSession, Unsent } from './session'
export { type PullResult, Sync } from './sync'
export {
  askForBackgroundSync,
  BackgroundSender,
  SEND,
  sendInBackground,
  syncTag,
  type WorkerOptions,
  type WorkerScope,
} from './worker'

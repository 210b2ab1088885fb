// The front-end half of anywidget's model, driven by hand: what a kernel would say is said by tests.

export class FakeModel {
  constructor(state) {
    this.state = state;
    this.handlers = new Map();
    this.sent = [];
    this.onsend = () => {};
  }
  get(name) {
    return this.state[name];
  }
  set(name, value) {
    this.state[name] = value;
    this.emit(`change:${name}`);
  }
  save_changes() {}
  on(event, handler) {
    this.handlers.set(event, [...(this.handlers.get(event) ?? []), handler]);
  }
  off(event, handler) {
    this.handlers.set(event, (this.handlers.get(event) ?? []).filter((h) => h !== handler));
  }
  emit(event, content) {
    for (const handler of this.handlers.get(event) ?? []) handler(content);
  }
  send(content) {
    this.sent.push(structuredClone(content));
    this.onsend(content);
  }
  /** What the kernel sends as a custom message. */
  receive(content) {
    this.emit("msg:custom", content);
  }
}

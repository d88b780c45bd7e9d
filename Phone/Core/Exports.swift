// The functions that the worker calls.

/// Room for a request; `phone_answer` frees it.
@_expose(wasm, "phone_room")
@_cdecl("phone_room")
public func phoneRoom(_ count: UInt32) -> UnsafeMutableRawPointer {
    .allocate(byteCount: max(Int(exactly: count) ?? 0, 1), alignment: 8)
}

/// Answers a request: what is returned begins with the answer's length in four bytes, and is freed by `phone_free`.
@_expose(wasm, "phone_answer")
@_cdecl("phone_answer")
public func phoneAnswer(_ request: UnsafeMutableRawPointer, _ count: UInt32) -> UnsafeMutableRawPointer {
    let bytes = UnsafeRawBufferPointer(start: request, count: Int(exactly: count) ?? 0)
    let text = String(decoding: bytes, as: UTF8.self)
    request.deallocate()
    let answer = Array(Pages.answer(text).utf8)
    let place = UnsafeMutableRawPointer.allocate(byteCount: 4 + answer.count, alignment: 8)
    place.storeBytes(of: UInt32(truncatingIfNeeded: answer.count), as: UInt32.self)
    (place + 4).copyMemory(from: answer, byteCount: answer.count)
    return place
}

/// Frees an answer.
@_expose(wasm, "phone_free")
@_cdecl("phone_free")
public func phoneFree(_ answer: UnsafeMutableRawPointer) {
    answer.deallocate()
}

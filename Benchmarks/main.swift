// sparekey-bench times the primitives of Sparekey beside the bare ones they stand on, and prints one JSON object.
// script/bench runs it; alone: sparekey-bench codes|sign-in|stretching [ROUNDS]
import Foundation
import OPAQUE
import Sodium

let arguments = CommandLine.arguments
let rounds = arguments.count > 2 ? max(1, Int(arguments[2]) ?? 1) : 15
let encoder = JSONEncoder()
encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]

switch arguments.count > 1 ? arguments[1] : "" {
case "codes":
    try tell(CodeBenchmark.run(rounds: rounds))
case "sign-in":
    let benchmark = try SignInBenchmark()
    try tell(["messages": benchmark.messages(rounds: rounds), "bytes": benchmark.bytes(rounds: rounds)])
case "stretching":
    // Once: like a sign-in, it starts with memory that the process never touched.
    let input = SecretBytes.random(count: 64)
    let start = ContinuousClock.now
    _ = try OPAQUESuite.standard.keyStretching.stretch(input)
    try tell(["seconds": (ContinuousClock.now - start) / .seconds(1)])
default:
    FileHandle.standardError.write(Data("usage: sparekey-bench codes|sign-in|stretching [ROUNDS]\n".utf8))
    exit(64)
}

func tell(_ value: some Encodable) throws {
    FileHandle.standardOutput.write(try encoder.encode(value) + Data("\n".utf8))
}

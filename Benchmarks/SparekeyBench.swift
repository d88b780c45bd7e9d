// sparekey-bench times Sparekey beside the bare work that it stands on, and prints one JSON object.
// script/bench runs it; alone: sparekey-bench codes|sign-in|stretching [ROUNDS], or backup|fill HOME ENTRIES [ROUNDS]
import Foundation
import OPAQUE
import Primitives

@main
enum SparekeyBench {
    static func main() throws {
        var arguments = CommandLine.arguments.dropFirst()
        switch arguments.popFirst() {
        case "codes":
            try tell(CodeBenchmark.run(rounds: rounds(arguments)))
        case "sign-in":
            let (benchmark, rounds) = (try SignInBenchmark(), rounds(arguments))
            try tell(["messages": benchmark.messages(rounds: rounds), "bytes": benchmark.bytes(rounds: rounds)])
        case "stretching":
            // Once: like a sign-in, it starts with memory that the process never touched.
            let input = SecretBytes.random(count: 64)
            let start = ContinuousClock.now
            _ = try OPAQUESuite.standard.keyStretching.stretch(input)
            try tell(["seconds": (ContinuousClock.now - start) / .seconds(1)])
        case let command? where ["backup", "fill"].contains(command) && arguments.count > 1:
            let benchmark = try BackupBenchmark(home: arguments.removeFirst())
            try benchmark.fill(to: Int(arguments.removeFirst()) ?? 0)
            guard command == "backup" else { return }
            try tell(benchmark.run(rounds: rounds(arguments)))
        default:
            let usage = "usage: sparekey-bench codes|sign-in|stretching [ROUNDS] or backup|fill HOME ENTRIES [ROUNDS]\n"
            FileHandle.standardError.write(Data(usage.utf8))
            exit(64)
        }
    }

    private static func rounds(_ arguments: ArraySlice<String>) -> Int {
        arguments.first.flatMap { Int($0) }.map { max(1, $0) } ?? 15
    }

    private static func tell(_ value: some Encodable) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        FileHandle.standardOutput.write(try encoder.encode(value) + Data("\n".utf8))
    }
}

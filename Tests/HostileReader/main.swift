// Stands in for the helper after a picture has taken it over: it takes on the limits, or not, and
// then tries what its argument says. It answers as a reader would, with what the system allowed.
import Foundation
import QRCodeHelper

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// Answers with one text.
func answer(_ text: String) -> Never {
    let length = [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: text.utf8.count >> $0) }
    FileHandle.standardOutput.write(Data([0] + length + Array(text.utf8)))
    _exit(0)
}

/// What a system call came to: the number of the error, or `done`.
func outcome(_ result: Int32) -> String {
    result >= 0 ? "done" : unsafe String(cString: strerror(errno))
}

switch CommandLine.arguments.dropFirst().first {
case "hang":
    while true { sleep(1000) }
case "crash":
    raise(SIGSEGV)
case "crash-once":
    // The file in the second argument says that it has crashed before.
    guard let marker = CommandLine.arguments.dropFirst(2).first else { answer("no marker") }
    let made = unsafe open(marker, O_WRONLY | O_CREAT | O_EXCL, 0o600)
    if made >= 0 { raise(SIGSEGV) }
    answer("read")
case "second-thread":
    let thread = Thread { sleep(1000) }
    thread.start()
    while HelperProcess.hasOneThread { usleep(1000) }
    HelperProcess.run()
case "flood":
    let block = Data(repeating: 0, count: 1 << 16)
    while true { FileHandle.standardOutput.write(block) }
case "garble":
    FileHandle.standardOutput.write(Data([0, 0xFF, 0xFF, 0xFF, 0xFF, 1]))
case "answer-png":
    FileHandle.standardOutput.write(Data([1, 0x89]))
case "answer-code":
    FileHandle.standardOutput.write(Data([0, 21] + [UInt8](repeating: 1, count: 21 * 21)))
case "echo-environment":
    answer(ProcessInfo.processInfo.environment.keys.sorted().joined(separator: " "))
case "descriptors":
    answer((0..<64).filter { fcntl(Int32($0), F_GETFD) != -1 }.map(String.init).joined(separator: " "))
case "spin":
    guard HelperProcess.limit(seconds: 1) else { answer("no limits") }
    var number: UInt64 = 1
    while number != 0 { number = number &* 6_364_136_223_846_793_005 | 1 }
case "memory":
    guard HelperProcess.limit(memory: 1 << 30) else { answer("no limits") }
    var count = 0
    while count < 4096, let block = unsafe malloc(1 << 20) {
        unsafe memset(block, 1, 1 << 20)
        count += 1
    }
    answer("\(count)")
case "system":
    guard HelperProcess.limit() else { answer("no limits") }
    let confined = HelperProcess.confine()
    var results: [String] = [confined ? "confined" : "not confined"]
    results.append("read a file: " + outcome(unsafe open("/etc/passwd", O_RDONLY)))
    results.append("write a file: " + outcome(unsafe open("/tmp/hostile", O_WRONLY | O_CREAT, 0o600)))
    results.append("socket: " + outcome(socket(AF_INET, 1, 0)))
    results.append("signal: " + outcome(kill(getppid(), 0)))
    results.append("remove: " + outcome(unsafe unlink("/tmp/hostile")))
    let code = unsafe mmap(nil, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
    results.append("run new code: " + outcome(unsafe code == MAP_FAILED ? -1 : 0))
    answer(results.joined(separator: "\n"))
default:
    answer("no such misbehaviour")
}

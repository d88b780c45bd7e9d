/// The icons: one stroke family on a grid of 24, drawn for these pages.
enum PageIcons {
    /// The drawings by name; a template has one with `{{>icon-NAME}}`.
    static let drawings: [String: String] = [
        "add": #"<path d="M12 5v14M5 12h14"/>"#,
        "back": #"<path d="M15 5l-7 7 7 7"/>"#,
        "backup":
            #"<path d="M7 18a4.5 4.5 0 0 1-.6-9A6 6 0 0 1 18 8.5 4.8 4.8 0 0 1 17.500 18"/><path d="M12 20v-8m0 0-3 3m3-3 3 3"/>"#,
        "camera": #"<path d="M4 8h3l1.500-2h7L17 8h3v11H4z"/><circle cx="12" cy="13" r="3.500"/>"#,
        "check": #"<path d="M5 12.500l4.500 4.500L19 7.500"/>"#,
        "check-up": #"<path d="M3 12h4l2.500-6.500 5 13L17 12h4"/>"#,
        "code":
            #"<rect x="4" y="4" width="6" height="6" rx="1"/><rect x="14" y="4" width="6" height="6" rx="1"/><rect x="4" y="14" width="6" height="6" rx="1"/><path d="M14 14h2v2m4-2v2m-6 4h2m2 0h2v-2"/>"#,
        "copy": #"<rect x="8" y="8" width="11" height="12" rx="2"/><path d="M5 15V6a2 2 0 0 1 2-2h8"/>"#,
        "devices":
            #"<rect x="3" y="5" width="12" height="9" rx="1.500"/><path d="M7 18h4"/><rect x="16" y="9" width="5" height="10" rx="1.500"/>"#,
        "dots": #"<path d="M5.500 12h.010M12 12h.010M18.500 12h.010" stroke-width="3"/>"#,
        "down": #"<path d="M12 5v14m0 0-5-5m5 5 5-5"/>"#,
        "eye": #"<path d="M3 12s3.200-6 9-6 9 6 9 6-3.200 6-9 6-9-6-9-6z"/><circle cx="12" cy="12" r="2.500"/>"#,
        "hand": #"<path d="M5 19l1-4L16.500 4.500l3 3L9 18z"/><path d="M14.500 6.500l3 3"/>"#,
        "import": #"<path d="M12 4v10m0 0-3.500-3.500M12 14l3.500-3.500"/><path d="M5 16v3h14v-3"/>"#,
        "lock": #"<rect x="5" y="11" width="14" height="9" rx="2"/><path d="M8 11V8a4 4 0 0 1 8 0v3"/>"#,
        "more": #"<path d="M6 9l6 6 6-6"/>"#,
        "move": #"<path d="M8 20V4m0 0L4.500 7.500M8 4l3.500 3.500M16 4v16m0 0 3.500-3.500M16 20l-3.500-3.500"/>"#,
        "notice": #"<path d="M6 17V11a6 6 0 0 1 12 0v6l1.500 1.500h-15z"/><path d="M10.500 21h3"/>"#,
        "person": #"<circle cx="12" cy="8" r="4"/><path d="M4.500 20a7.500 7.500 0 0 1 15 0"/>"#,
        "recover": #"<path d="M5 12a7 7 0 1 0 2.200-5.100"/><path d="M4 4v4h4"/>"#,
        "remove": #"<path d="M5 7h14M10 7V4h4v3M7 7l1 13h8l1-13"/><path d="M10.500 11v5m3-5v5"/>"#,
        "search": #"<circle cx="11" cy="11" r="6"/><path d="M15.500 15.500L20 20"/>"#,
        "settings":
            #"<path d="M4 7h9m4 0h3M4 17h3m4 0h9"/><circle cx="15" cy="7" r="2"/><circle cx="9" cy="17" r="2"/>"#,
        "shield": #"<path d="M12 3l7 3v5c0 5-3.200 8.300-7 10-3.800-1.700-7-5-7-10V6z"/>"#,
        "storage":
            #"<ellipse cx="12" cy="6" rx="7" ry="3"/><path d="M5 6v12c0 1.700 3.100 3 7 3s7-1.300 7-3V6M5 12c0 1.700 3.100 3 7 3s7-1.300 7-3"/>"#,
        "trouble": #"<path d="M12 4l9 16H3z"/><path d="M12 10v4m0 3v.010"/>"#,
        "up": #"<path d="M12 19V5m0 0-5 5m5-5 5 5"/>"#,
        "work":
            #"<rect x="3" y="8" width="18" height="11" rx="2"/><path d="M9 8V6a1 1 0 0 1 1-1h4a1 1 0 0 1 1 1v2M3 13h18"/>"#,
    ]

    /// The drawing as a picture that only eyes need.
    static func picture(_ drawing: String) -> String {
        #"<svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">\#(drawing)</svg>"#
    }
}

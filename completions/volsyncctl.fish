# fish completion for volsyncctl.
function __volsyncctl_complete
    set -l words (commandline -opc)
    set -l last (commandline -ct)
    set -l flag (string match -r -- '^--[^=]+=' "$last")
    for reply in (volsyncctl __complete $words[2..-1] "$last" 2>/dev/null </dev/null)
        switch $reply
            case ':0'
                __fish_complete_path (string replace -- "$flag" '' "$last")
            case ':*'
            case '*'
                echo -- "$flag$reply"
        end
    end
end
complete -c volsyncctl -f -a '(__volsyncctl_complete)'

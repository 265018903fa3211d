# PowerShell completion for volsyncctl.
Register-ArgumentCompleter -Native -CommandName volsyncctl -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
    $words = @($commandAst.CommandElements | Select-Object -Skip 1 |
        Where-Object { $_.Extent.EndOffset -le $cursorPosition } | ForEach-Object { $_.Extent.Text })
    # Before 7.3 an empty argument gets lost on its way to a program, unless it is quoted once more.
    if ($wordToComplete -eq '') { $words += if ($PSVersionTable.PSVersion -lt [version]'7.3') { '""' } else { '' } }
    $flag = if ($wordToComplete -match '^(--[^=]+=)') { $Matches[1] } else { '' }
    volsyncctl __complete @words 2>$null | Where-Object { $_ -notlike ':*' } | ForEach-Object {
        $value, $meaning = $_ -split "`t", 2
        if (-not $meaning) { $meaning = $value }
        [System.Management.Automation.CompletionResult]::new("$flag$value", $value, 'ParameterValue', $meaning)
    }
}
